# What pattern.R and pattern_polygon.R have in common: layers as numbers, patterns handed to
# peer_pattern, and comparisons. Exits 77 where spatstat or the data are missing.
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
  good <- length(got) == length(expected) && sum(known) > 0 && worst <= tolerance &&
    all(is.finite(got) == is.finite(expected))
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
# K by its definition, of points with their borders: the reduced sample.
reduced_k <- function(near, border, density, r) {
  sapply(r, function(k) sum(near$d <= k & border[near$i] >= k) / (density * sum(border >= k)))
}
finish <- function() {
  unlink(folder, recursive = TRUE)
  cat(failed, "of these differ\n")
  quit(status = if (failed > 0) 1 else 0)
}
