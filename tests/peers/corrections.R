# Adjusted p of a file of doubles, for corrections.py: corrections.R FILE prints a line "name
# numbers..." a method.
path <- commandArgs(trailingOnly = TRUE)[1]
p <- readBin(path, "double", file.size(path) / 8)
say <- function(name, method) cat(name, sprintf("%.17g", p.adjust(p, method)), "\n")
say("none", "none")
say("fdr", "BH")
say("bonferroni", "bonferroni")
