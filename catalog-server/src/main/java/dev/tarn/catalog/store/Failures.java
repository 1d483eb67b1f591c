package dev.tarn.catalog.store;

import org.jdbi.v3.core.JdbiException;

import java.sql.SQLException;

/// What a failed statement or COMMIT of a database means to the caller.
record Failures(Database database) {

    RuntimeException ofStatement(JdbiException e) {
        return switch (outcome(e, false)) {
            case AGAIN -> new RolledBackException(e);
            case UNSTORABLE_TEXT ->
                    new IllegalArgumentException(
                            "A name, location or other text holds a character that cannot be"
                                    + " stored",
                            e);
            case NOTHING_WRITTEN, UNKNOWN ->
                    new StoreUnavailableException("The catalog database refused a statement", e);
        };
    }

    RuntimeException ofCommit(RuntimeException e) {
        return switch (outcome(e, true)) {
            case AGAIN -> new RolledBackException(e);
            case NOTHING_WRITTEN, UNSTORABLE_TEXT ->
                    new StoreUnavailableException("The catalog database refused COMMIT", e);
            case UNKNOWN ->
                    new CommitOutcomeUnknownException(
                            "The catalog database did not answer to COMMIT", e);
        };
    }

    private Database.Outcome outcome(Throwable failure, boolean isAtCommit) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return database.outcome(sql, isAtCommit);
            }
        }
        return isAtCommit ? Database.Outcome.UNKNOWN : Database.Outcome.NOTHING_WRITTEN;
    }
}
