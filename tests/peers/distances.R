# What spdep says of all features with neighbours ever farther away, for distances.py:
#   distances.R POINTS EPSG COLUMN METRES...
# A line "name numbers..." a distance: Moran's I and Geary's C by rows and G of ones: the statistic,
# what is expected, its variance and z; of all features (keep), of those with neighbours (drop), and
# as spdep has it when it is not told otherwise (rough; of the first distance).
ok <- suppressWarnings(suppressMessages(require(spdep) && require(sf)))
if (!ok) quit(status = 77)
invisible(set.ZeroPolicyOption(TRUE))
words <- commandArgs(trailingOnly = TRUE)
layer <- st_transform(st_read(words[1], quiet = TRUE), as.integer(words[2]))
at <- st_coordinates(layer)[, 1:2]
x <- as.numeric(st_drop_geometry(layer)[[words[3]]])
say <- function(name, t) {
  cat(name, sprintf("%.17g", c(t$estimate[1:3], t$statistic)), "\n")
}
tests <- function(name, at, x, far, drop = TRUE) {
  nb <- suppressWarnings(dnearneigh(at, 0, far))
  rows <- nb2listw(nb, style = "W", zero.policy = TRUE)
  ones <- nb2listw(nb, style = "B", zero.policy = TRUE)
  say(paste0("moran.", name), moran.test(x, rows, zero.policy = TRUE, adjust.n = drop))
  say(paste0("geary.", name), geary.test(x, rows, zero.policy = TRUE, adjust.n = drop))
  say(paste0("gi.", name), globalG.test(x, ones, zero.policy = TRUE, adjust.n = drop, adjust.x = drop))
  invisible(card(nb))
}
for (far in as.numeric(words[-(1:3)])) {
  counts <- tests("keep", at, x, far, drop = FALSE)
  near <- counts > 0
  tests("drop", at[near, ], x[near], far)
  if (far == words[4]) tests("rough", at, x, far)
  cat("pairs", sum(counts), sum(!near), "\n")
}
