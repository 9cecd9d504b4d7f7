# Writes the datasets that the reference figures are made of: Rscript datasets.R ReferenceData.csv. Sources: README.md.
suppressPackageStartupMessages(library(boot))

rows <- function(dataset, x, y = NA, stratum = NA, weight = NA) data.frame(dataset, x, y, stratum, weight)

law <- rows(
    "law",
    x = c(576, 635, 558, 578, 666, 580, 555, 661, 651, 605, 653, 575, 545, 572, 594),
    y = c(3.39, 3.30, 2.81, 3.03, 3.44, 3.07, 3.00, 3.43, 3.36, 3.13, 3.12, 2.74, 2.76, 2.88, 2.96))

all <- rbind(
    rows("city", x = city$x, y = city$u, weight = city$u),
    rows("aircondit", x = aircondit$hours),
    law,
    rows("faithful", x = faithful$waiting, y = faithful$eruptions, weight = faithful$eruptions),
    rows("sleep", x = sleep$extra, stratum = as.integer(sleep$group)),
    rows("gravity", x = gravity$g, stratum = as.integer(gravity$series)),
    rows("horsekicks", x = 0:4, weight = c(109, 65, 22, 3, 1)),
    rows("lynx", x = as.numeric(lynx)),
    rows("sunspot.year", x = as.numeric(sunspot.year)))

write.csv(all, commandArgs(trailingOnly = TRUE)[1], row.names = FALSE, quote = FALSE, na = "", eol = "\n")
