# Seconds of spdep's local Moran with conditional permutations, and the mean of the statistics:
#   Rscript spdep.R POINTS VALUES NEIGHBOURS PERMUTATIONS
# Exits with 77 when spdep is not installed. Files hold doubles of this machine.
if (!suppressMessages(suppressWarnings(require(spdep, quietly = TRUE)))) quit(status = 77)
arguments <- commandArgs(trailingOnly = TRUE)
read <- function(path) readBin(path, "double", file.size(path) / 8)
points <- matrix(read(arguments[1]), ncol = 2, byrow = TRUE)
values <- read(arguments[2])
weights <- nb2listw(knn2nb(knearneigh(points, k = as.integer(arguments[3]))), style = "W")
begin <- proc.time()[["elapsed"]]
result <- localmoran_perm(values, weights, nsim = as.integer(arguments[4]))
cat(proc.time()[["elapsed"]] - begin, mean(result[, 1]), "\n")
