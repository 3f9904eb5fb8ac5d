# What R's dbscan makes of points: cluster.R dbscan POINTS EPS MIN | dbscan-star POINTS EPS MIN |
# hdbscan POINTS MIN | optics POINTS MIN | distances POINTS K, of a file of pairs of doubles. Prints
# the seconds of the work alone; then a line a point: its cluster, and of hdbscan its outlier score
# and the stability of its cluster, of optics place, reachability, core distance; of distances that to
# the K-th other.
# Exits 77 where the package is missing.
words <- commandArgs(TRUE)
if (!suppressWarnings(suppressMessages(require(dbscan)))) quit(status = 77)
bytes <- file.size(words[2])
x <- matrix(readBin(words[2], "double", bytes / 8), ncol = 2, byrow = TRUE)
quiet <- words[length(words)] == "quiet" # the seconds alone
number <- as.numeric(setdiff(words[-(1:2)], "quiet"))
begin <- proc.time()[["elapsed"]]
found <- switch(words[1],
    dbscan = dbscan(x, eps = number[1], minPts = number[2]),
    "dbscan-star" = dbscan(x, eps = number[1], minPts = number[2], borderPoints = FALSE),
    distances = kNNdist(x, number[1]),
    hdbscan = hdbscan(x, minPts = number[1]),
    optics = optics(x, eps = 1e12, minPts = number[1]))
cat(sprintf("%.6f\n", proc.time()[["elapsed"]] - begin))
if (quiet) quit(status = 0)
stability_of <- function(found) {
    of <- found$cluster_scores[as.character(found$cluster)]
    ifelse(found$cluster == 0, NaN, of)
}
table <- switch(words[1],
    dbscan = ,
    "dbscan-star" = cbind(found$cluster),
    distances = cbind(found),
    hdbscan = cbind(found$cluster, found$outlier_scores, stability_of(found)),
    optics = cbind(0, order(found$order) - 1, found$reachdist, found$coredist))
write.table(format(table, digits = 17, trim = TRUE), quote = FALSE, row.names = FALSE,
            col.names = FALSE)
