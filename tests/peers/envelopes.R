# What spatstat draws and says of nodes of roads, for envelopes.py: envelopes.R FOLDER SIDE SIMULATIONS
# FROM reads x and y about the middle of a square of SIDE, and writes the curves of L (those simulated
# one after another) as doubles. Prints lines "name numbers..."; deviations are those from FROM on.
if (!suppressWarnings(suppressMessages(require(spatstat.explore)))) quit(status = 77)
words <- commandArgs(trailingOnly = TRUE)
numbers <- function(name) {
  path <- file.path(words[1], name)
  readBin(path, "double", file.size(path) / 8)
}
half <- as.numeric(words[2]) / 2
X <- ppp(numbers("x"), numbers("y"), window = owin(c(-half, half), c(-half, half)))
set.seed(1)
E <- envelope(X, Lest, nsim = as.integer(words[3]), savefuns = TRUE, correction = "translate",
              r = seq(0, half / 4, length.out = 41), verbose = FALSE)
drawn <- as.matrix(as.data.frame(attr(E, "simfuns")))[, -1]
writeBin(as.vector(drawn), file.path(words[1], "simulated"))
writeBin(E$obs, file.path(words[1], "observed"))
say <- function(name, values) cat(name, sprintf("%.17g", values), "\n")
for (rank in c(1, 2, 5)) {
  e <- envelope(E, nrank = rank, verbose = FALSE)
  say(paste0("low.", rank), e$lo)
  say(paste0("high.", rank), e$hi)
}
# Of all curves the mean, that of the pattern among them; nothing left out.
mad <- function(e, from = as.numeric(words[4])) {
  suppressWarnings(mad.test(e, use.theory = FALSE, leaveout = 0, rinterval = c(from, half / 4),
                            verbose = FALSE))
}
say("most", mad(E)$statistic$mad)
# Each curve in its turn as the one that is there.
all <- cbind(E$obs, drawn)
in_turn <- function(from) sapply(seq_len(ncol(all)), function(k) {
  others <- attr(E, "simfuns")
  for (j in seq_len(ncol(drawn))) others[[j + 1]] <- all[, -k][, j]
  f <- E
  f$obs <- all[, k]
  attr(f, "simfuns") <- others
  mad(f, from)$p.value
})
say("p.each", in_turn(as.numeric(words[4])))
say("p.ties", in_turn(0))
