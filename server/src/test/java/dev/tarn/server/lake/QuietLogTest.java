package dev.tarn.server.lake;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.Objects.requireNonNull;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.ContextInitializer;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.read.ListAppender;

import dev.tarn.server.Main;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
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
        // What `serve` sets.
        System.clearProperty("tarn.log.level");
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

    @Test
    void port_that_is_taken_is_told_by_the_command_alone(@TempDir Path folder) throws IOException {
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String port = String.valueOf(taken.getLocalPort());
            String[] serve = {
                "serve", "--data", folder.toString(), "--host", "127.0.0.1", "--port", port
            };
            PrintStream err = new PrintStream(told, true);
            assertThat(Main.run(serve, err, err)).isNotZero();
            assertThat(told.toString(StandardCharsets.UTF_8))
                    .contains("The server cannot listen on 127.0.0.1:" + port);
        }
        assertThat(logged.list)
                .filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
                .isEmpty();
    }
}
