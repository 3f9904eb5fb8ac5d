# What spdep says, for autocorrelation.py, a line "name numbers..." each:
#   autocorrelation.R DRAWS FEW (LAYER WEIGHTS X Y EVENTS PEOPLE)...
# WEIGHTS is a file .gal of the features in their order; columns X and Y, and, or NA, those of events
# among people. FEW are drawn where
# spdep takes long. A line "layer" ends what is
# said of one.
ok <- suppressWarnings(suppressMessages(require(spdep) && require(sf)))
if (!ok) quit(status = 77)
words <- commandArgs(trailingOnly = TRUE)
draws <- as.integer(words[1])
few <- as.integer(words[2])
say <- function(name, values) cat(name, sprintf("%.17g", values), "\n")
invisible(set.ZeroPolicyOption(TRUE))
suppressMessages(sf_use_s2(FALSE))

# Neighbours of its own making, as a line of counts and one of places, from 1.
say_nb <- function(name, nb) {
  say(paste0(name, ".counts"), card(nb))
  say(paste0(name, ".places"), unlist(lapply(nb, function(v) v[v > 0])))
}
test <- function(t) c(t$estimate[1:3], t$statistic)
# Of draws, whose last is what is observed: the smaller tail.
folded <- function(drawn) {
  last <- drawn[length(drawn)]
  rest <- drawn[-length(drawn)]
  (1 + min(sum(rest >= last), sum(rest <= last))) / length(drawn)
}
say_coded <- function(x, nb, style) {
  w <- nb2listw(nb, style = style, zero.policy = TRUE)
  say(paste0("moran.", style), test(moran.test(x, w)))
}
say_draws <- function(x, y, above, rows, ones, own) {
  say("geary.p", folded(geary.mc(x, rows, few)$res))
  say("lee.p", folded(lee.mc(x, y, own, draws)$res))
  joins <- joincount.mc(above, ones, few)
  say("joins.p", c(folded(joins[[2]]$res), folded(joins[[1]]$res)))
  both <- moran_bv(x, y, rows, 2)
  say("bivariate", both$t0)
  u <- as.numeric(scale(x)) # moran_bv() deals out x and y together; here y alone, as PySAL does
  dealt <- replicate(few, sum(u * lag(rows, sample(scale(y)), zero.policy = TRUE)) / sum(u^2))
  say("bivariate.p", folded(c(dealt, both$t0)))
  local <- localmoran_bv(x, y, rows, few)
  say("bivariate.local", local[, "Ibvi"])
  say("bivariate.local.p", local[, "Pr(folded) Sim"])
  say("gi.p", attr(localG_perm(x, rows, few), "internals")[, "Pr(folded) Sim"])
  say("geary.local.p", attr(localC_perm(x, rows, few), "pseudo-p")[, "Pr(folded) Sim"])
  say("joins.local", local_joincount_uni(above, "1", ones, nsim = 9)$BB)
}
say_all <- function(layer, weights, column, other, events, people) {
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
  say_draws(x, y, above, rows, ones, own)
  for (style in c("B", "C", "U", "S")) say_coded(x, nb, style)
  if (!is.na(events)) {
    say("rates", EBImoran.mc(as.numeric(table[[events]]), as.numeric(table[[people]]), rows, 9)$res)
  }
  say("local.p", localmoran_perm(x, rows, nsim = draws)[, "Pr(folded) Sim"])
  cat("layer\n")
}
words[words == "NA"] <- NA
for (at in seq(3, length(words), by = 6)) do.call(say_all, as.list(words[at:(at + 5)]))
