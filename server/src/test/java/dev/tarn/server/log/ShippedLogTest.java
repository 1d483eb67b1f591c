package dev.tarn.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.Objects.requireNonNull;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.joran.spi.JoranException;

import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

import java.util.Map;
import java.util.TreeMap;

class ShippedLogTest {
    /// Whoever runs Tarn's classes without its launcher gets the file.
    @Test
    void theCodeSaysWhatTheFileSays() throws JoranException {
        LoggerContext byFile = new LoggerContext();
        JoranConfigurator file = new JoranConfigurator();
        file.setContext(byFile);
        file.doConfigure(requireNonNull(getClass().getResource("/logback.xml")));
        LoggerContext byCode = new LoggerContext();
        ShippedLog.configure(byCode);

        assertThat(levels(byCode)).isEqualTo(levels(byFile)).containsEntry("ROOT", "WARN");
        assertThat(lines(byCode)).isEqualTo(lines(byFile)).startsWith("System.err %d{");
    }

    @Test
    void theProviderIsReadyOnceItIsInitialized() {
        ShippedLogProvider provider = new ShippedLogProvider();
        provider.initialize();
        Logger own = provider.getLoggerFactory().getLogger("dev.tarn.server");
        assertThat(own.isWarnEnabled()).isTrue();
        assertThat(own.isDebugEnabled()).isFalse();
        assertThat(provider.getMDCAdapter()).isNotNull();
        assertThat(provider.getMarkerFactory()).isNotNull();
    }

    private static Map<String, String> levels(LoggerContext loggers) {
        Map<String, String> levels = new TreeMap<>();
        loggers.getLoggerList()
                .forEach(logger -> {
                    if (logger.getLevel() != null) {
                        levels.put(logger.getName(), logger.getLevel().toString());
                    }
                });
        return levels;
    }

    private static String lines(LoggerContext loggers) {
        ConsoleAppender<ILoggingEvent> appender =
                (ConsoleAppender<ILoggingEvent>)
                        loggers.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("stderr");
        PatternLayoutEncoder encoder = (PatternLayoutEncoder) appender.getEncoder();
        return appender.getTarget() + " " + encoder.getPattern();
    }
}
