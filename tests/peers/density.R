# What spatstat says of a pattern in a square, for density.py: density.R FOLDER HALF SIGMA reads x, y and
# weight of points about its middle, and prints lines "name numbers...", densities at the points.
if (!suppressWarnings(suppressMessages(require(spatstat.explore)))) quit(status = 77)
words <- commandArgs(trailingOnly = TRUE)
numbers <- function(name) {
  path <- file.path(words[1], name)
  readBin(path, "double", file.size(path) / 8)
}
half <- as.numeric(words[2])
sigma <- as.numeric(words[3])
X <- ppp(numbers("x"), numbers("y"), window = owin(c(-half, half), c(-half, half)))
say <- function(name, values) cat(name, sprintf("%.17g", values), "\n")
say("scott", bw.scott(X))
say("diggle", bw.diggle(X, correction = "translate"))
say("nrd0", c(bw.nrd0(X$x), bw.nrd0(X$y)))
at <- function(name, ..., leave = FALSE) {
  say(name, density(X, sigma = sigma, at = "points", leaveoneout = leave, cutoff = 8 * sigma, ...))
}
at("none", edge = FALSE)
at("uniform")
at("points", diggle = TRUE)
at("weighted", weights = numbers("weight"))
at("others", leave = TRUE)
for (kernel in c("epanechnikov", "quartic", "disc")) at(kernel, kernel = kernel, edge = FALSE)
