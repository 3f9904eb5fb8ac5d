# Patterns of points in a polygon, that of a township, against spatstat, on nodes of Beijing's roads:
#   pattern_polygon.R PEER_PATTERN DATA
# Agreement is as in pattern.R.
here <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE)))
source(file.path(here, "pattern_common.R"))

features <- strsplit(text_of(towns), "\"geometry\"")[[1]][-1]
rings <- lapply(features, pairs_of)
counts <- sapply(rings, function(p) {
  tryCatch(sum(inside.owin(all_nodes$x, all_nodes$y, owin(poly = lapply(p, function(v) rev(v)[-1])))),
           error = function(e) 0, warning = function(w) 0)
})
town <- lapply(rings[[order(abs(counts - 800))[1]]], function(v) rev(v)[-1])
W <- owin(poly = town)
inside <- inside.owin(all_nodes$x, all_nodes$y, W)
X <- unique(ppp(all_nodes$x[inside], all_nodes$y[inside], window = W, check = FALSE))
r <- seq(0, 700.37, length.out = 65)
keep_pattern(X, town$x, town$y, r)
cat(npoints(X), "points in a polygon of", length(town$x), "edges\n")
K <- Kest(X, r = r, correction = c("none", "border", "translate", "isotropic"))
compare("K, no correction", ours("k", "none"), K$un)
near <- closepairs(X, max(r))
compare("K, border, by its definition", ours("k", "border"),
        reduced_k(near, bdist.points(X), npoints(X) / area(W), r))
differ("K at 350 m, border in bins of r", ours("k", "border")[33], K$border[33])
compare("K, isotropic", ours("k", "isotropic"), K$iso)
# spatstat interpolates the set covariance on a grid of pixels; overlap.owin is exact
differ("K at 350 m, translation, pixels", ours("k", "translation")[33], K$trans[33])
nearest <- nndist(X)
border <- bdist.points(X)
compare("G, border, by its definition", ours("g", "border"),
        sapply(r, function(k) mean(nearest[border >= k] <= k)))
compare("Clark-Evans", ours("clark-evans", "-")[1], as.numeric(clarkevans(X, correction = "none")))
# spatstat cuts polygons on a grid of integers: the areas are a little off
quadrats <- suppressWarnings(quadrat.test(X, nx = 4, ny = 4))
compare("quadrats", ours("quadrat", "-", 4)[1:3],
        c(quadrats$statistic, quadrats$parameter, quadrats$p.value))

# Of every sixteenth corner: overlap.owin takes a second a pair in the whole polygon.
some <- seq(1, length(town$x), by = 16)
W <- owin(poly = list(x = town$x[some], y = town$y[some]))
X <- X[inside.owin(X$x, X$y, W)]
Window(X) <- W
r <- sort(nndist(X))[40]
keep_pattern(X, town$x[some], town$y[some], r)
near <- closepairs(X, r)
exact <- mapply(function(dx, dy) overlap.owin(W, shift(W, c(dx, dy))), near$dx, near$dy)
compare("K of near pairs, translation by overlap.owin", ours("k", "translation"),
        area(W) / (npoints(X) * (npoints(X) - 1)) * sum(area(W) / exact))
finish()
