# Patterns of points against spatstat, on nodes of Beijing's roads: in a rectangle, and in the polygon
# of a township.   pattern.R PEER_PATTERN DATA
# Statistics agree to 1e-9 (relative, or of the largest value of a curve). Where conventions differ,
# both values are told, with the reason. Exits 77 where spatstat or the data are missing.
peers <- c("spatstat.explore", "survival")
if (!all(sapply(peers, requireNamespace, quietly = TRUE))) {
  cat("skipped: spatstat.explore or survival is not installed\n")
  quit(status = 77)
}
suppressMessages({library(spatstat.explore); library(survival)})
words <- commandArgs(trailingOnly = TRUE)
nodes <- file.path(words[2], "beijing", "road_nodes.geojson")
towns <- file.path(words[2], "beijing", "haidian_townships_pop.geojson")
if (!file.exists(nodes) || !file.exists(towns)) {
  cat("skipped: no", nodes, "\n")
  quit(status = 77)
}

# Pairs of numbers in brackets; metres about a place in Haidian by an even scale: any plane will do.
pairs_of <- function(text) {
  found <- regmatches(text, gregexpr("\\[ *-?[0-9.]+ *, *-?[0-9.]+", text))[[1]]
  numbers <- as.numeric(unlist(strsplit(gsub("[][ ]", "", found), ",")))
  list(x = (numbers[c(TRUE, FALSE)] - 116.3) * 85300, y = (numbers[c(FALSE, TRUE)] - 39.98) * 111030)
}
text_of <- function(path) paste(readLines(path, warn = FALSE, encoding = "UTF-8"), collapse = " ")
all_nodes <- pairs_of(text_of(nodes))

folder <- tempfile("pattern")
dir.create(folder)
keep <- function(name, values) writeBin(as.numeric(values), file.path(folder, name))
ours <- function(...) {
  said <- suppressWarnings(system2(words[1], c(folder, ...), stdout = TRUE))
  as.numeric(said)
}
failed <- 0
compare <- function(what, got, expected, tolerance = 1e-9) {
  known <- is.finite(expected) & is.finite(got)
  size <- max(abs(expected[known]), 1e-300)
  worst <- max(abs(got[known] - expected[known])) / size
  good <- length(got) == length(expected) && sum(known) > 0 && worst <= tolerance
  failed <<- failed + !good
  cat(sprintf("%-44s %4d numbers, off by %.1e%s\n", what, sum(known), worst,
              if (good) "" else "   FAILED"))
}
differ <- function(what, got, theirs) {
  cat(sprintf("%-44s ours %.10g, spatstat %.10g\n", what, got, theirs))
}

keep_pattern <- function(X, ring_x, ring_y, r) {
  keep("x", X$x); keep("y", X$y); keep("r", r)
  keep("ring_x", c(ring_x, ring_x[1])); keep("ring_y", c(ring_y, ring_y[1]))
}
# Those of the first third about the others.
keep_cross <- function(X) {
  first <- seq_len(npoints(X)) %% 3 == 0
  keep("x", X$x[first]); keep("y", X$y[first]); keep("u", X$x[!first]); keep("v", X$y[!first])
  marks(X) <- factor(ifelse(first, "a", "b"))
  X
}

# ---- A rectangle ---------------------------------------------------------------------------------
inside <- all_nodes$x > -2500 & all_nodes$x < 2500 & all_nodes$y > -2000 & all_nodes$y < 2000
W <- owin(c(-2500, 2500), c(-2000, 2000))
X <- unique(ppp(all_nodes$x[inside], all_nodes$y[inside], window = W, check = FALSE))
r <- seq(0, 900.37, length.out = 65)
keep_pattern(X, c(-2500, 2500, 2500, -2500), c(-2000, -2000, 2000, 2000), r)
cat(npoints(X), "points in a rectangle\n")
K <- Kest(X, r = r, correction = c("none", "border", "translate", "isotropic"))
compare("K, no correction", ours("k", "none"), K$un)
compare("K, border", ours("k", "border"), K$border)
compare("K, translation", ours("k", "translation"), K$trans)
compare("K, isotropic", ours("k", "isotropic"), K$iso)
compare("L, translation", ours("l", "translation"), Lest(X, r = r, correction = "translate")$trans - r)

h <- 60
near <- closepairs(X, max(r) + h)
exact_pair <- function(weight) {
  value <- sapply(r, function(at) {
    u <- (at - near$d) / h
    sum((weight * 0.75 / h * (1 - u^2))[abs(u) < 1])
  })
  area(W) / (npoints(X) * (npoints(X) - 1)) * value / (2 * pi * r)
}
g <- ours("pair", "translation", sprintf("%.17g", h / sqrt(5)))
compare("pair correlation by its definition", g,
        exact_pair(edge.Trans(dx = near$dx, dy = near$dy, W = W, paired = TRUE)))
theirs <- pcf(X, r = r, kernel = "epanechnikov", bw = h / sqrt(5), correction = "translate")
# spatstat's density() puts distances into bins and smooths by a Fourier transform
differ("pair correlation at 450 m, pcf in bins", g[33], theirs$trans[33])

G <- Gest(X, r = r[r < 400], correction = c("none", "rs", "km"))
keep("r", r[r < 400])
compare("G, no correction", ours("g", "none"), G$raw)
nearest <- nndist(X)
border <- bdist.points(X)
compare("G, border, by its definition", ours("g", "border"),
        sapply(r[r < 400], function(k) mean(nearest[border >= k] <= k)))
# spatstat counts points by their border at the beginning of a bin of r
differ("G at 98 m, border, rs in bins of r", ours("g", "border")[8], G$rs[8])
product_of <- function(distance, border, at) {
  fit <- survfit(Surv(pmin(distance, border), distance <= border) ~ 1)
  1 - summary(fit, times = at, extend = TRUE)$surv
}
compare("G, Kaplan-Meier by survival", ours("g", "kaplan-meier"),
        product_of(nearest, border, r[r < 400]))
# spatstat counts who is at risk at the beginning of a bin of r
differ("G at 98 m, Kaplan-Meier, km in bins of r", ours("g", "kaplan-meier")[8], G$km[8])

step <- 25
places <- expand.grid(x = seq(-2500 + step / 2, 2500, by = step),
                      y = seq(-2000 + step / 2, 2000, by = step))
to_node <- nncross(ppp(places$x, places$y, window = W), X)$dist
to_border <- bdist.points(ppp(places$x, places$y, window = W))
at <- r[r < 400] + 0.01   # places are whole steps from the border
keep("r", at)
reduced <- sapply(at, function(k) mean(to_node[to_border >= k] <= k))
compare("F, border", ours("f", "border", step), reduced)
compare("F, Kaplan-Meier by survival", ours("f", "kaplan-meier", step),
        product_of(to_node, to_border, at))
f <- Fest(X, r = r[r < 400], eps = step, correction = "rs", checkspacing = FALSE)
# the same places, and borders as far as a mask of pixels tells
differ("F at 98 m, border, Fest on a mask", ours("f", "border", step)[8], f$rs[8])
compare("J, border", ours("j", "border", step),
        (1 - sapply(at, function(k) mean(nearest[border >= k] <= k))) / (1 - reduced))

keep("r", r)
lambda <- 1e-4 * (1 + 0.5 * sin(X$x / 900) * cos(X$y / 700))
keep("intensity", lambda)
inhomogeneous <- Kinhom(X, lambda, r = r, renormalise = FALSE,
                        correction = c("border", "translate", "isotropic"))
compare("K inhomogeneous, border", ours("k-inhomogeneous", "border"), inhomogeneous$border)
compare("K inhomogeneous, translation", ours("k-inhomogeneous", "translation"), inhomogeneous$trans)
compare("K inhomogeneous, isotropic", ours("k-inhomogeneous", "isotropic"), inhomogeneous$iso)
differ("K inhomogeneous at 450 m, renormalised", ours("k-inhomogeneous", "translation")[33],
       Kinhom(X, lambda, r = r, correction = "translate")$trans[33])

# Even distances: spatstat's products ask for them. Of the least intensity it takes 0.95 by itself.
even <- r[r < 400]
keep("r", even)
least <- min(lambda) * (1 - 1e-12)
uneven <- Ginhom(X, lambda, lmin = least, r = even, warn.bias = FALSE)
compare("G inhomogeneous, border", ours("g-inhomogeneous", "border"), uneven$bord)
differ("G inhomogeneous at 98 m, lmin by its rule", ours("g-inhomogeneous", "border")[8],
       Ginhom(X, lambda, r = even, warn.bias = FALSE)$bord[8])
keep("r", at)
near_place <- crosspairs(ppp(places$x, places$y, window = W), X, max(at))
kept <- 1 - least / lambda[near_place$j]
emptiness <- function(k) {
  left <- rep(1, nrow(places))
  close <- near_place$d <= k
  product <- tapply(kept[close], near_place$i[close], prod)
  left[as.integer(names(product))] <- product
  mean(left[to_border >= k])
}
empty <- sapply(at, emptiness)
compare("F inhomogeneous, border, by its definition", ours("f-inhomogeneous", "border", step),
        1 - empty)
differ("F inhomogeneous at 98 m, Finhom on a mask", ours("f-inhomogeneous", "border", step)[8],
       Finhom(X, lambda, lmin = least, r = even, eps = step, warn.bias = FALSE)$bord[8])
keep("r", r)

compare("Clark-Evans, plain and Donnelly", ours("clark-evans", "-")[1:2],
        as.numeric(clarkevans(X, correction = c("none", "Donnelly"))))
quadrats <- quadrat.test(X, nx = 5, ny = 5)
compare("quadrats", ours("quadrat", "-", 5)[1:3],
        c(quadrats$statistic, quadrats$parameter, quadrats$p.value))

Y <- keep_cross(X)
cross <- Kcross(Y, "a", "b", r = r, correction = c("none", "border", "translate", "isotropic"))
compare("K cross, no correction", ours("k-cross", "none"), cross$un)
first <- split(Y)$a
others <- split(Y)$b
near <- crosspairs(first, others, max(r))
border <- bdist.points(first)
reduced <- function(near, border, density) {
  sapply(r, function(k) sum(near$d <= k & border[near$i] >= k) / (density * sum(border >= k)))
}
compare("K cross, border, by its definition", ours("k-cross", "border"),
        reduced(near, border, npoints(others) / area(W)))
differ("K cross at 450 m, border in bins of r", ours("k-cross", "border")[33], cross$border[33])
compare("K cross, translation", ours("k-cross", "translation"), cross$trans)
compare("K cross, isotropic", ours("k-cross", "isotropic"), cross$iso)

keep("r", even)
of_first <- 1e-4 * (1 + 0.5 * sin(first$x / 900))
of_others <- 1e-4 * (1 + 0.3 * cos(others$y / 700))
keep("intensity", of_first)
keep("others_intensity", of_others)
G <- Gcross(Y, "a", "b", r = even, correction = c("none", "rs", "km"))
compare("G cross, no correction", ours("g-cross", "none"), G$raw)
nearest <- nncross(first, others)$dist
compare("G cross, border, by its definition", ours("g-cross", "border"),
        sapply(even, function(k) mean(nearest[border >= k] <= k)))
compare("G cross, Kaplan-Meier by survival", ours("g-cross", "kaplan-meier"),
        product_of(nearest, border, even))
differ("G cross at 98 m, border, rs in bins of r", ours("g-cross", "border")[8], G$rs[8])
keep("r", at)
to_other <- nncross(ppp(places$x, places$y, window = W), others)$dist
compare("J cross, Kaplan-Meier by survival", ours("j-cross", "kaplan-meier", step),
        (1 - product_of(nearest, border, at)) / (1 - product_of(to_other, to_border, at)))
keep("r", even)
near <- crosspairs(first, others, max(even))
kept <- 1 - min(of_others) / of_others[near$j]
emptiness <- function(k) {
  left <- rep(1, npoints(first))
  product <- tapply(kept[near$d <= k], near$i[near$d <= k], prod)
  left[as.integer(names(product))] <- product
  sum((left / of_first)[border >= k]) / sum(1 / of_first[border >= k])
}
compare("G cross inhomogeneous, border, by its definition", ours("g-cross-inhomogeneous", "border"),
        1 - sapply(even, emptiness))
uneven <- GmultiInhom(Y, marks(Y) == "a", marks(Y) == "b", lambdaI = of_first, lambdaJ = of_others,
                      lambdamin = min(of_others), r = even)
# its denominator is that of the bin of r before
differ("G cross inhomogeneous at 98 m, GmultiInhom", ours("g-cross-inhomogeneous", "border")[8],
       uneven$bord[8])

# ---- A polygon -----------------------------------------------------------------------------------
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
        reduced(near, bdist.points(X), npoints(X) / area(W)))
differ("K at 350 m, border in bins of r", ours("k", "border")[33], K$border[33])
compare("K, isotropic", ours("k", "isotropic"), K$iso)
# spatstat interpolates the set covariance on a grid of pixels; overlap.owin is exact
differ("K at 350 m, translation, pixels", ours("k", "translation")[33], K$trans[33])
nearest <- nndist(X)
border <- bdist.points(X)
compare("G, border, by its definition", ours("g", "border"),
        sapply(r, function(k) mean(nearest[border >= k] <= k)))
compare("Clark-Evans", ours("clark-evans", "-")[1], as.numeric(clarkevans(X, correction = "none")))
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
unlink(folder, recursive = TRUE)
cat(failed, "of these differ\n")
quit(status = if (failed > 0) 1 else 0)
