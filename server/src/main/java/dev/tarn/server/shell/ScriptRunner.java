package dev.tarn.server.shell;

import dev.tarn.columnar.Batch;
import dev.tarn.engine.Query;
import dev.tarn.engine.Session;
import dev.tarn.engine.SessionChange;
import dev.tarn.engine.SqlException;
import dev.tarn.server.output.Format;
import dev.tarn.server.output.ResultWriter;
import dev.tarn.server.query.StatementRunner;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/// Runs statements one after the other in one session, results to `out`, everything else to `err`.
/// One thread runs; any thread may cancel.
///
/// Statements without rows say what they did (`INSERT: 3 rows`) on `out` in table format, and
/// nothing in the others, so that output stays what a script expects.
public final class ScriptRunner {
    private final StatementRunner runner;
    private final OutputStream out;
    private final PrintStream err;
    private Format format;
    private Session session;
    private volatile @Nullable Query running;

    public ScriptRunner(
            StatementRunner runner,
            Session session,
            Format format,
            OutputStream out,
            PrintStream err) {
        this.runner = runner;
        this.session = session;
        this.format = format;
        this.out = out;
        this.err = err;
    }

    /// Runs `text` up to its first failure, which is shown; true if there was none.
    public boolean runAll(String text) throws IOException {
        for (Script.Piece piece : Script.statements(text)) {
            if (!run(piece)) {
                return false;
            }
        }
        return true;
    }

    /// Runs one statement; false if it failed, after showing why.
    boolean run(Script.Piece piece) throws IOException {
        try (Query query = runner.start(session, piece.text())) {
            running = query;
            try {
                write(query);
            } finally {
                for (SessionChange change : query.sessionChanges()) {
                    session = change.applyTo(session);
                }
            }
            return true;
        } catch (SqlException e) {
            out.flush();
            err.print(ErrorText.of(e, piece));
            err.flush();
            return false;
        } finally {
            running = null;
        }
    }

    private void write(Query query) throws IOException {
        if (query.columns().isEmpty()) {
            finish(query);
            return;
        }
        ResultWriter writer = format.writer(out);
        writer.begin(query.columns());
        for (Batch batch = query.next(); batch != null; batch = query.next()) {
            writer.batch(batch.compact());
        }
        writer.end();
    }

    private void finish(Query query) throws IOException {
        while (query.next() != null) {
            // A statement without columns has no rows; the end is awaited.
        }
        if (format != Format.TABLE) {
            return;
        }
        String type = query.updateType();
        StringBuilder line = new StringBuilder(type == null ? "done" : type);
        query.updateCount()
                .ifPresent(count ->
                        line.append(": ").append(count).append(count == 1 ? " row" : " rows"));
        out.write(line.append('\n').toString().getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /// Cancels what runs; false if nothing does.
    boolean cancel() {
        Query query = running;
        if (query == null) {
            return false;
        }
        query.cancel();
        return true;
    }

    /// What runs now, for a progress line.
    @Nullable Query running() {
        return running;
    }

    Session session() {
        return session;
    }

    void format(Format newFormat) {
        format = newFormat;
    }
}
