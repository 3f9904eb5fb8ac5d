# What spatstat does with the same points: pattern.R k|l POINTS SIDE_M REACH_M DISTANCES SIMULATIONS
# Prints the seconds of its own work and the curve at its last distance; exits 77 when it is not
# installed.
if (!suppressMessages(requireNamespace("spatstat.explore", quietly = TRUE))) {
  quit(status = 77)
}
suppressMessages(library(spatstat.explore))
a <- commandArgs(trailingOnly = TRUE)
numbers <- readBin(a[2], "double", n = file.size(a[2]) / 8)
side <- as.numeric(a[3])
points <- ppp(numbers[c(TRUE, FALSE)], numbers[c(FALSE, TRUE)], c(0, side), c(0, side),
              check = FALSE)
r <- seq(0, as.numeric(a[4]), length.out = as.integer(a[5]))
simulations <- as.integer(a[6])
seconds <- system.time({
  if (simulations > 0) {
    curve <- envelope(points, Lest, nsim = simulations, r = r, correction = "translate",
                      verbose = FALSE)
    last <- curve$obs[length(r)] - r[length(r)]
  } else {
    last <- Kest(points, r = r, correction = "translate")$trans[length(r)]
  }
})[["elapsed"]]
cat(sprintf("%.3f %.10g\n", seconds, last))
