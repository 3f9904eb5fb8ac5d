# Neighbours that spdep finds among points, for neighbours.py: neighbours.R POINTS EPSG prints a
# line of counts and one of places, from 1, of each kind, and the distance that band has.
ok <- suppressWarnings(suppressMessages(require(spdep) && require(sf)))
if (!ok) quit(status = 77)
words <- commandArgs(trailingOnly = TRUE)
layer <- st_transform(st_read(words[1], quiet = TRUE), as.integer(words[2]))
at <- st_coordinates(layer)[, 1:2]
say <- function(name, values) cat(name, sprintf("%.17g", values), "\n")
say_nb <- function(name, nb) {
  say(paste0(name, ".counts"), card(nb))
  say(paste0(name, ".places"), unlist(lapply(nb, function(v) v[v > 0])))
}
say_nb("knn", suppressWarnings(knn2nb(knearneigh(at, k = 5))))
far <- 1500
say("far", far)
say_nb("band", suppressWarnings(dnearneigh(at, 0, far)))
say_nb("gabriel", suppressWarnings(graph2nb(gabrielneigh(at), sym = TRUE)))
# Inverse squares of distance in km, and the triangulation where deldir is there.
near <- suppressWarnings(dnearneigh(at, 0, far))
say("inverse", 1e6 * unlist(lapply(nbdists(near, at), function(d) if (is.null(d)) NULL else d^-2)))
if (requireNamespace("deldir", quietly = TRUE)) say_nb("delaunay", tri2nb(at))
