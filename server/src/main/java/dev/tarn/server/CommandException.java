package dev.tarn.server;

/// A command that cannot go on, told to the person in front of it: no stack trace, exit code 1.
public final class CommandException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CommandException(String message) {
        super(message);
    }

    public CommandException(String message, Throwable cause) {
        super(message, cause);
    }
}
