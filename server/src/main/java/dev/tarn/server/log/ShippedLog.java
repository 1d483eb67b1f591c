package dev.tarn.server.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;

import org.slf4j.Logger;

import java.util.Map;

/// How Tarn logs, in code: reading the same from a file takes longer than a short query.
///
/// Warnings and errors go to standard error. Tarn's own level is what the system property
/// [#LEVEL_PROPERTY] says when logging starts: INFO when serving, WARN otherwise.
public final class ShippedLog {
    public static final String LEVEL_PROPERTY = "tarn.log.level";

    private static final String PATTERN =
            "%d{yyyy-MM-dd'T'HH:mm:ss.SSS'Z', UTC} %-5level %logger{0} %msg%n%ex{12}";

    /// Loggers of libraries that warn of what is no news.
    private static final Map<String, Level> QUIET =
            Map.of(
                    "org.apache.hadoop.util.NativeCodeLoader",
                    Level.ERROR,
                    // Each commit that another one overtook and that is tried again; how it ends,
                    // the statement's own answer says.
                    "org.apache.iceberg.util.Tasks",
                    Level.ERROR,
                    // Each pair of conditions that it cannot compare.
                    "org.apache.calcite.plan.RexImplicationChecker",
                    Level.ERROR);

    private ShippedLog() {}

    /// Sets `loggers` up, which have no settings yet.
    public static void configure(LoggerContext loggers) {
        PatternLayoutEncoder lines = new PatternLayoutEncoder();
        lines.setContext(loggers);
        lines.setPattern(PATTERN);
        lines.start();
        ConsoleAppender<ILoggingEvent> stderr = new ConsoleAppender<>();
        stderr.setContext(loggers);
        stderr.setName("stderr");
        stderr.setTarget("System.err");
        stderr.setEncoder(lines);
        stderr.start();
        ch.qos.logback.classic.Logger root = loggers.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(stderr);
        loggers.getLogger("dev.tarn")
                .setLevel(Level.toLevel(System.getProperty(LEVEL_PROPERTY), Level.WARN));
        QUIET.forEach((name, level) -> loggers.getLogger(name).setLevel(level));
    }
}
