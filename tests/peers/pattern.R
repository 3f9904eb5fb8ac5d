# Patterns of points in a rectangle against spatstat, on nodes of Beijing's roads:
#   pattern.R PEER_PATTERN DATA
# Statistics agree to 1e-9 (relative, or of the largest value of a curve). Where conventions differ,
# both values are told, with the reason.
here <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE)))
source(file.path(here, "pattern_common.R"))

# Those of the first third about the others.
keep_cross <- function(X) {
  first <- seq_len(npoints(X)) %% 3 == 0
  keep("x", X$x[first]); keep("y", X$y[first]); keep("u", X$x[!first]); keep("v", X$y[!first])
  marks(X) <- factor(ifelse(first, "a", "b"))
  X
}

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
gathered <- quadrat.test(X, nx = 5, ny = 5, alternative = "clustered")
compare("quadrats", ours("quadrat", "-", 5)[1:2], c(quadrats$statistic, quadrats$parameter))
compare("quadrats, p", ours("quadrat", "-", 5)[3:4], c(quadrats$p.value, gathered$p.value))

Y <- keep_cross(X)
cross <- Kcross(Y, "a", "b", r = r, correction = c("none", "border", "translate", "isotropic"))
compare("K cross, no correction", ours("k-cross", "none"), cross$un)
first <- split(Y)$a
others <- split(Y)$b
near <- crosspairs(first, others, max(r))
border <- bdist.points(first)
compare("K cross, border, by its definition", ours("k-cross", "border"),
        reduced_k(near, border, npoints(others) / area(W), r))
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

# Of few points: of all p is nothing but 0 to spatstat.
few <- X[seq(1, npoints(X), by = 40)]
keep("x", few$x); keep("y", few$y)
clark_evans <- clarkevans.test(few, correction = "none", alternative = "two.sided")
compare("Clark-Evans, p", ours("clark-evans", "-")[3], clark_evans$p.value)
finish()
