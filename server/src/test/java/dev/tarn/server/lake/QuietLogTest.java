package dev.tarn.server.lake;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.Objects.requireNonNull;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.ContextInitializer;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.read.ListAppender;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.util.List;

/// What `tarn sql` logs, by the configuration of logs that it is shipped with.
class QuietLogTest {
    private final LoggerContext loggers = (LoggerContext) LoggerFactory.getILoggerFactory();
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private @Nullable HookedFileIO hooked;

    @BeforeEach
    void logAsShipped() throws JoranException {
        loggers.reset();
        JoranConfigurator shipped = new JoranConfigurator();
        shipped.setContext(loggers);
        shipped.doConfigure(requireNonNull(getClass().getResource("/logback.xml")));
        logged.setContext(loggers);
        logged.start();
        loggers.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(logged);
    }

    @AfterEach
    void logAsTestsDo() throws JoranException {
        loggers.reset();
        new ContextInitializer(loggers).autoConfig();
    }

    @Test
    void commit_that_is_tried_again_is_not_logged(@TempDir Path folder) {
        try (TestLake lake =
                TestLake.open(
                        folder,
                        io -> {
                            hooked = new HookedFileIO(io);
                            return hooked;
                        })) {
            lake.execute("create table t (id bigint)");
            requireNonNull(hooked)
                    .beforeNextManifestList(() -> lake.execute("insert into t values (2)"));
            lake.execute("insert into t values (1)");
            assertThat(lake.execute("select id from t order by id"))
                    .isEqualTo(List.of(List.of(1L), List.of(2L)));
        }
        assertThat(logged.list).isEmpty();
    }
}
