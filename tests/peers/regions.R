# SKATER by spdep, for regions.py: regions.R FILE REGIONS COLUMN... prints the group of each zone.
# The criterion is that of the paper, the sum of squared differences; spdep's own sums distances.
ok <- suppressWarnings(suppressMessages(require(spdep) && require(sf)))
if (!ok) quit(status = 77)
words <- commandArgs(trailingOnly = TRUE)
zones <- st_read(words[1], quiet = TRUE)
columns <- words[-(1:2)]
values <- as.matrix(st_drop_geometry(zones)[, columns, drop = FALSE])
centred <- sweep(values, 2, colMeans(values))
values <- as.data.frame(sweep(centred, 2, sqrt(colMeans(centred^2)), "/"))
neighbours <- poly2nb(zones, queen = TRUE)
costs <- nb2listw(neighbours, nbcosts(neighbours, values), style = "B")
tree <- mstree(costs, 1)
squares <- function(data, id) {
  m <- as.matrix(data)[id, , drop = FALSE]
  sum(sweep(m, 2, colMeans(m))^2)
}
found <- skater(tree[, 1:2], values, as.integer(words[2]) - 1, method = squares)
cat(found$groups, "\n")
cat(sprintf("%.17g", sum(sapply(unique(found$groups), function(g) squares(values, which(found$groups == g))))), "\n")
cat(sprintf("%.17g", sum(tree[, 3])), "\n")
