package dev.tarn.server.config;

/// A configuration that cannot be used: which key, from where, what was found, what is accepted.
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ConfigException(String message) {
        super(message);
    }
}
