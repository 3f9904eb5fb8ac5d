# What vegan says of each row of a table of amounts, for diversity.py: diversity.R TABLE prints lines
# "name numbers...", a number a row.
if (!suppressWarnings(suppressMessages(require(vegan)))) quit(status = 77)
table <- as.matrix(read.csv(commandArgs(trailingOnly = TRUE)[1], header = FALSE))
say <- function(name, values) cat(name, sprintf("%.17g", values), "\n")
say("entropy", diversity(table, "shannon"))
say("hhi", 1 - diversity(table, "simpson"))
say("hill2", diversity(table, "invsimpson"))
hill <- renyi(table, scales = c(0, 1, 2), hill = TRUE)
say("present", hill[[1]])
say("hill1", hill[[2]])
say("renyi2", hill[[3]])
say("evenness", diversity(table, "shannon") / log(specnumber(table)))
