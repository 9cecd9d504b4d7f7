# Reference figures by R's boot: Rscript reference.R ReferenceData.csv figures.csv. README.md says what is in them.
suppressPackageStartupMessages(library(boot))

arguments <- commandArgs(trailingOnly = TRUE)
data <- read.csv(arguments[1])
level <- 0.95
alpha <- (1 + c(-level, level)) / 2
repeats <- 20
R <- 19999
seed <- 20261128
program <- sprintf("R %s boot %s", getRversion(), packageVersion("boot"))
out <- file(arguments[2], "w")

plain <- c("Mean", "Sum", "Median", "Quantile0.9", "StandardDeviation", "Variance")
paired <- c("Correlation", "Ratio")

# Type 7, without the checks that quantile() repeats for every resample.
type7 <- function(sorted, p) {
    h <- (length(sorted) - 1) * p
    k <- floor(h) + 1
    if (k >= length(sorted)) sorted[length(sorted)] else sorted[k] + (h - (k - 1)) * (sorted[k + 1] - sorted[k])
}

# The statistics, then the squared plug-in standard errors of mean, variance, correlation and ratio (infinitesimal jackknife).
one <- function(x) {
    n <- length(x)
    m <- sum(x) / n
    d <- x - m
    d2 <- d * d
    m2 <- sum(d2) / n
    s <- sort.int(x, method = "quick")
    variance <- m2 * n / (n - 1)
    c(m, m * n, type7(s, 0.5), type7(s, 0.9), sqrt(variance), variance, m2 / n, (sum(d2 * d2) / n - m2 * m2) / n * (n / (n - 1))^2)
}

two <- function(x, y) {
    n <- length(x)
    mx <- sum(x) / n
    my <- sum(y) / n
    sx <- sqrt(sum((x - mx)^2) / n)
    sy <- sqrt(sum((y - my)^2) / n)
    zx <- (x - mx) / sx
    zy <- (y - my) / sy
    r <- sum(zx * zy) / n
    q <- mx / my
    c(r, q, sum((zx * zy - r * (zx * zx + zy * zy) / 2)^2) / n^2, sum(((x - q * y) / my)^2) / n^2)
}

stratified <- function(x, stratum) {
    result <- one(x)
    n <- length(x)
    result[7] <- sum(tapply(x, stratum, function(g) length(g) * mean((g - mean(g))^2))) / n^2
    result[8] <- NA
    result
}

number <- function(v) ifelse(is.na(v), "", sprintf("%.10g", v))

write_rows <- function(dataset, option, statistic, estimate, figures, source) {
    for (method in dimnames(figures)[[1]]) {
        f <- figures[method, , , drop = FALSE]
        if (any(is.na(f))) next
        by <- if (method == "BCa") paste(source, "centred jackknife") else if (method == "BCa by empinf") paste(source, "empinf jackknife") else source
        middle <- apply(f, 2, mean)
        mc <- apply(f, 2, sd) / sqrt(dim(f)[3])
        writeLines(paste(c(dataset, statistic, sub(" .*", "", method), level, option, by, number(c(estimate, rbind(middle, mc)))), collapse = ","), out)
    }
}

# BCa twice: with the influence values that empinf finds, and as Efron defines the acceleration.
methods <- c("Percentile", "Basic", "Normal", "BCa by empinf", "BCa", "Studentized")

# Differences from the mean of the jackknifed statistics rather than from the estimate, in units of the stratum's rows.
efron <- function(L, strata) ave(L, strata, FUN = function(l) (l - mean(l)) / length(l))

# t: resamples by statistics of one repeat, as in a boot object; L: jackknife influence values, or NULL.
intervals <- function(object, index, estimate, L, studentized, by_hand) {
    t <- object$t[, index]
    bias <- mean(t) - estimate
    se <- sd(t)
    ends <- matrix(NA, length(methods), 2, dimnames = list(methods, NULL))
    if (by_hand) {
        q <- quantile(t, alpha, type = 7, names = FALSE)
        ends["Percentile", ] <- q
        ends["Basic", ] <- 2 * estimate - rev(q)
        ends["Normal", ] <- estimate - bias + qnorm(alpha) * se
    } else {
        ci <- boot.ci(object, conf = level, type = c("norm", "basic", "perc"), index = index)
        ends["Percentile", ] <- ci$percent[4:5]
        ends["Basic", ] <- ci$basic[4:5]
        ends["Normal", ] <- ci$normal[2:3]
        # A median that stays when any one row is left out has no acceleration.
        if (any(L != 0)) {
            ends["BCa by empinf", ] <- boot.ci(object, conf = level, type = "bca", index = index, L = L)$bca[4:5]
            ends["BCa", ] <- boot.ci(object, conf = level, type = "bca", index = index, L = efron(L, object$strata))$bca[4:5]
        }
        if (!is.na(studentized)) ends["Studentized", ] <- boot.ci(object, conf = level, type = "stud", index = c(index, studentized))$student[4:5]
    }
    cbind(bias, se, ends)
}

# draw(): one boot object; estimates: of all statistics, where they are not the object's own t0.
run <- function(dataset, option, names, draw, jackknife = TRUE, studentized = NULL, estimates = NULL, by_hand = FALSE, keep = methods, R. = R) {
    started <- proc.time()[3]
    set.seed(seed)
    figures <- list()
    L <- list()
    for (r in seq_len(repeats)) {
        object <- draw(R.)
        if (is.null(estimates)) estimates <- object$t0
        for (i in seq_along(names)) {
            name <- names[i]
            if (r == 1 && jackknife) L[[name]] <- empinf(object, index = i, type = "jack")
            v <- if (name %in% names(studentized)) studentized[[name]] else NA
            f <- intervals(object, i, estimates[i], L[[name]], v, by_hand)[keep, , drop = FALSE]
            if (r == 1) figures[[name]] <- array(NA, c(dim(f), repeats), list(keep, NULL, NULL))
            figures[[name]][, , r] <- f
        }
    }
    source <- sprintf("%s seed %d B %dx%d", program, seed, repeats, R.)
    for (i in seq_along(names)) write_rows(dataset, option, names[i], estimates[i], figures[[names[i]]], source)
    message(sprintf("%s %s: %.0f s", dataset, option, proc.time()[3] - started))
}

of <- function(name) data[data$dataset == name, ]

for (name in c("aircondit", "horsekicks")) {
    d <- of(name)
    x <- if (name == "horsekicks") rep(d$x, d$weight) else d$x
    # Rows drawn by their weights, as many as the weights add up to: the ordinary bootstrap of the rows written out.
    # Their median and 0.9 quantile hardly ever leave 0 and 2.
    kept <- if (name == "horsekicks") c(1, 5, 6, 7, 8) else 1:8
    run(name, if (name == "horsekicks") "weights;m=200" else "", plain[kept[kept < 7]], function(R) boot(x, function(v, i) one(v[i])[kept], R),
        studentized = c(Mean = length(kept) - 1, Variance = length(kept)))
}

for (name in c("city", "law", "faithful")) {
    d <- as.matrix(of(name)[, c("x", "y")])
    statistic <- function(v, i) {
        a <- one(v[i, 1])
        b <- two(v[i, 1], v[i, 2])
        c(a[1:6], b[1:2], a[7:8], b[3:4])
    }
    run(name, "", c(plain, paired), function(R) boot(d, statistic, R), studentized = c(Mean = 9, Variance = 10, Correlation = 11, Ratio = 12))
}

for (name in c("sleep", "gravity")) {
    d <- of(name)
    run(name, "strata", plain, function(R) boot(d$x, function(v, i) stratified(v[i], d$stratum[i]), R, strata = d$stratum), studentized = c(Mean = 7))
}

# boot's t0 is the statistic of the rows without their weights, and boot.ci weighs the resamples back to it. Here the weights are the population.
for (name in c("city", "faithful", "horsekicks")) {
    d <- of(name)
    estimate <- weighted.mean(d$x, d$weight)
    run(name, "weights", "Mean", function(R) boot(d$x, function(v, i) sum(v[i]) / length(i), R, weights = d$weight),
        jackknife = FALSE, estimates = estimate, by_hand = TRUE, keep = c("Percentile", "Basic", "Normal"))
}

# boot draws as many as there are rows; fewer are base R's sample().
for (case in list(list("faithful", 50, R), list("aircondit", 6, R))) {
    x <- of(case[[1]])$x
    run(case[[1]], paste0("m=", case[[2]]), plain,
        function(R) list(t = t(apply(matrix(sample(x, R * case[[2]], replace = TRUE), R), 1, one)), R = R),
        jackknife = FALSE, estimates = one(x), by_hand = TRUE, keep = "Percentile")
}

for (name in c("lynx", "sunspot.year")) {
    series <- of(name)$x
    for (kind in c("circular", "moving", "stationary")) {
        l <- if (name == "lynx") 10 else 22
        run(name, sprintf("block=%s;length=%d", kind, l), setdiff(plain, "Sum"),
            function(R) tsboot(ts(series), function(v) one(as.numeric(v))[c(1, 3:6)], R, l = l,
                sim = if (kind == "stationary") "geom" else "fixed", endcorr = kind != "moving"),
            jackknife = FALSE, keep = c("Percentile", "Basic", "Normal"), R. = 9999)
    }
}

close(out)
