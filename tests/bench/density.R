# What spatstat does with the same points: density.R gaussian POINTS SIDE_M CELLS BANDWIDTH_M STRIDE
# Prints the seconds of its own work and the sum of every STRIDE-th pixel, row by row from the
# south-west; exits 77 when it is not installed.
if (!suppressMessages(requireNamespace("spatstat.explore", quietly = TRUE))) {
  quit(status = 77)
}
suppressMessages(library(spatstat.explore))
a <- commandArgs(trailingOnly = TRUE)
numbers <- readBin(a[2], "double", n = file.size(a[2]) / 8)
side <- as.numeric(a[3])
points <- ppp(numbers[c(TRUE, FALSE)], numbers[c(FALSE, TRUE)], c(0, side), c(0, side),
              check = FALSE)
seconds <- system.time({
  found <- density(points, sigma = as.numeric(a[5]), dimyx = as.integer(a[4]), edge = FALSE)
})[["elapsed"]]
rows <- as.vector(t(found$v))
cat(sprintf("%.3f %.17g\n", seconds, sum(rows[seq(1, length(rows), by = as.integer(a[6]))])))
