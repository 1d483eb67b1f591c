package dev.tarn.server.log;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.ContextInitializer;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.joran.spi.JoranException;

import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/// Logback as [ShippedLog] says, named to SLF4J by the launcher (`-Dslf4j.provider`), so that
/// nobody looks through all libraries for a provider or a configuration.
///
/// Where `-Dlogback.configurationFile` names a configuration, that is taken instead.
public final class ShippedLogProvider implements SLF4JServiceProvider {
    private final LoggerContext loggers = new LoggerContext();
    private final IMarkerFactory markers = new BasicMarkerFactory();
    private final LogbackMDCAdapter diagnostics = new LogbackMDCAdapter();

    @Override
    public void initialize() {
        loggers.setName("default");
        loggers.setMDCAdapter(diagnostics);
        if (System.getProperty("logback.configurationFile") == null) {
            ShippedLog.configure(loggers);
        } else {
            configureByFile();
        }
        loggers.start();
    }

    private void configureByFile() {
        try {
            new ContextInitializer(loggers).autoConfig();
        } catch (JoranException e) {
            throw new IllegalStateException(
                    "The file of -Dlogback.configurationFile cannot be used: " + e.getMessage(), e);
        }
    }

    @Override
    public ILoggerFactory getLoggerFactory() {
        return loggers;
    }

    @Override
    public IMarkerFactory getMarkerFactory() {
        return markers;
    }

    @Override
    public MDCAdapter getMDCAdapter() {
        return diagnostics;
    }

    @Override
    public String getRequestedApiVersion() {
        return "2.0";
    }
}
