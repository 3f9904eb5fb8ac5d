# What spdep says, for autocorrelation.py, a line "name numbers..." each:
#   autocorrelation.R DRAWS (LAYER WEIGHTS X Y)...
# WEIGHTS is a file .gal of the features in their order; columns X and Y. A line "layer" ends what is
# said of one.
ok <- suppressWarnings(suppressMessages(require(spdep) && require(sf)))
if (!ok) quit(status = 77)
words <- commandArgs(trailingOnly = TRUE)
draws <- as.integer(words[1])
say <- function(name, values) cat(name, sprintf("%.17g", values), "\n")
invisible(set.ZeroPolicyOption(TRUE))
suppressMessages(sf_use_s2(FALSE))

# Neighbours of its own making, as a line of counts and one of places, from 1.
say_nb <- function(name, nb) {
  say(paste0(name, ".counts"), card(nb))
  say(paste0(name, ".places"), unlist(lapply(nb, function(v) v[v > 0])))
}
test <- function(t) c(t$estimate[1:3], t$statistic)
say_all <- function(layer, weights, column, other) {
  zones <- st_read(layer, quiet = TRUE)
  table <- st_drop_geometry(zones)
  x <- as.numeric(table[[column]])
  y <- as.numeric(table[[other]])
  if (any(st_geometry_type(zones) != "POINT")) {
    say_nb("queen", poly2nb(zones, queen = TRUE, snap = 1e-7))
    say_nb("rook", poly2nb(zones, queen = FALSE, snap = 1e-7))
  }

  nb <- read.gal(weights, override.id = TRUE)
  rows <- nb2listw(nb, style = "W", zero.policy = TRUE)
  ones <- nb2listw(nb, style = "B", zero.policy = TRUE)
  own <- nb2listw(include.self(nb), style = "W", zero.policy = TRUE)
  say("moran", test(moran.test(x, rows)))
  say("geary", test(geary.test(x, rows)))
  say("getis", test(globalG.test(x, ones)))
  m <- localmoran(x, rows, conditional = TRUE)
  say("local", m[, "Ii"])
  say("local.z", m[, "Z.Ii"])
  say("gi", as.numeric(localG(x, rows)))
  say("gi.star", as.numeric(localG(x, own)))
  g <- localC(x, rows)
  say("geary.local", as.numeric(g))
  above <- factor(as.integer(x > median(x)))
  j <- joincount.multi(above, ones)
  say("joins", c(j["1:1", 1:2], j["1:1", 4], j["0:0", 1:2], j["0:0", 4], j["1:0", 1:2], j["1:0", 4]))
  say("lee", lee(x, y, own, length(x))$L)
  say("lee.local", lee(x, y, own, length(x))$localL)
  set.seed(1)
  say("moran.p", moran.mc(x, rows, draws)$p.value)
  say("local.p", localmoran_perm(x, rows, nsim = draws)[, "Pr(folded) Sim"])
  cat("layer\n")
}
for (at in seq(2, length(words), by = 4)) do.call(say_all, as.list(words[at:(at + 3)]))
