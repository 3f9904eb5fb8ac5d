# R's own bandwidth of the distances in a file of doubles, for agglomeration.py.
words <- commandArgs(trailingOnly = TRUE)
cat(sprintf("%.17g\n", bw.nrd0(readBin(words[1], "double", file.size(words[1]) / 8))))
