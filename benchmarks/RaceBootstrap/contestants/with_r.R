name <- commandArgs(trailingOnly = TRUE)[1]
text <- paste(readLines(commandArgs(trailingOnly = TRUE)[2], warn = FALSE), collapse = "")
# One flat object of texts and numbers: base R has no reader of JSON.
told <- function(key) {
    value <- regmatches(text, regexec(sprintf("\"%s\": (\"([^\"]*)\"|[^,}]*)", key), text))[[1]]
    if (nzchar(value[3])) value[3] else value[2]
}

n <- as.integer(told("sampleSize"))
b <- as.integer(told("resamples"))
groups <- as.integer(told("groups"))
calls <- as.integer(told("calls"))
seed <- as.integer(told("seed"))
weighted <- told("weighted") == "true"
file <- function(part) base::file.path(told("folder"), part)

# 64 bits are two integers to R; the upper one is zero here.
starts <- readBin(file("starts.i64"), "integer", 2 * (groups + 1), 4, endian = "little")[c(TRUE, FALSE)]
values <- readBin(file("values.f64"), "double", starts[groups + 1], endian = "little")
weights <- if (weighted) readBin(file("weights.f64"), "double", starts[groups + 1], endian = "little")
version <- R.version.string
if (name == "r-boot") {
    suppressPackageStartupMessages(library(boot))
    version <- paste0("boot ", packageVersion("boot"), ", ", version)
}

say <- function(...) {
    cat(sprintf(...), "\n", sep = "")
    flush(stdout())
}

# sample(x) of one number would be of 1 to x; here there are always more.
one_by_one <- function(v, w) {
    means <- numeric(b)
    for (i in seq_len(b)) means[i] <- mean(sample(v, n, TRUE, w))
    means
}

vectorized <- function(v, w) {
    size <- max(1L, 4000000L %/% n)
    rows <- c(rep(size, b %/% size), b %% size)
    unlist(lapply(rows[rows > 0], function(r) colMeans(matrix(sample(v, n * r, TRUE, w), n))), use.names = FALSE)
}

by_boot <- function(v, w) {
    if (is.null(w) && length(v) == n) return(boot(v, function(x, i) mean(x[i]), b)$t[, 1])
    boot(v, mean, b, sim = "parametric", ran.gen = function(x, mle) sample(x, n, TRUE, mle), mle = w)$t[, 1]
}

draw <- list("r-loop" = one_by_one, "r-vectorized" = vectorized, "r-boot" = by_boot)[[name]]

say("{\"event\": \"ready\", \"version\": \"%s\"}", version)
for (turn in seq_len(calls)) {
    set.seed(seed + turn - 1)
    used <- proc.time()
    figures <- matrix(0, groups, 4)
    for (g in seq_len(groups)) {
        at <- (starts[g] + 1):starts[g + 1]
        means <- draw(values[at], weights[at])
        figures[g, ] <- c(mean(means), sd(means), quantile(means, c(0.025, 0.975), names = FALSE))
    }
    used <- proc.time() - used
    peak <- as.numeric(gsub("[^0-9]", "", grep("^VmHWM", readLines("/proc/self/status"), value = TRUE))) * 1024
    say("{\"event\": \"call\", \"seconds\": %.6f, \"processorSeconds\": %.6f, \"peakBytes\": %.0f}", used[3], used[1] + used[2], peak)
}

writeLines(apply(figures, 1, function(row) paste(sprintf("%.17g", row), collapse = " ")), told("out"))
