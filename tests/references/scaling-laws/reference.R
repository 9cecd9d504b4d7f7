# Fits by nls and its profile intervals: Rscript reference.R ReferenceTimes.csv figures.csv. README.md says what is in them.
arguments <- commandArgs(trailingOnly = TRUE)
times <- read.csv(arguments[1])
level <- 0.95
source <- paste("R", getRversion(), "nls")

laws <- list(
  Amdahl = log(seconds) ~ log_one + log(1 + contention * (workers - 1)) - log(workers),
  Gustafson = log(seconds) ~ log_one + log(workers) - log(contention + (1 - contention) * workers),
  UniversalScalability = log(seconds) ~ log_one + log(1 + contention * (workers - 1) + coherency * workers * (workers - 1)) - log(gain)
)

control <- nls.control(maxiter = 500, tol = 1e-6, minFactor = 1e-10, nDcentral = TRUE)
lines <- character()
for (name in unique(times$dataset)) {
  data <- times[times$dataset == name, ]
  strong <- data$mode[1] == "Strong"
  # What a perfect speedup divides the time by: workers for fixed work, nothing for work that grows.
  data$gain <- if (strong) data$workers else 1
  for (law in c(if (strong) "Amdahl" else "Gustafson", "UniversalScalability")) {
    start <- list(log_one = log(data$seconds[1]), contention = 0.05)
    if (law == "UniversalScalability") start$coherency <- 0.1 / max(data$workers)^2
    # profile() evaluates the call again, so it has to hold the formula itself.
    fit <- try(do.call(nls, list(laws[[law]], data, start, control)), silent = TRUE)
    # nls knows no bounds here; what lies beyond them is not comparable.
    if (inherits(fit, "try-error") || any(coef(fit)[-1] < 0) || coef(fit)["contention"] > 1) next
    ends <- try(suppressMessages(confint(fit, level = level)), silent = TRUE)
    figure <- function(x) if (is.na(x)) "" else sprintf("%.10g", x)
    row <- function(parameter) {
      if (!(parameter %in% names(coef(fit)))) return(c("", "", ""))
      bounds <- if (inherits(ends, "try-error")) c(NA, NA) else ends[parameter, ]
      c(figure(coef(fit)[parameter]), figure(bounds[1]), figure(bounds[2]))
    }
    lines <- c(lines, paste(c(
      name, data$mode[1], law, source, level, figure(exp(coef(fit)["log_one"])), row("contention"), row("coherency"), figure(deviance(fit))
    ), collapse = ","))
  }
}
writeLines(lines, arguments[2])
