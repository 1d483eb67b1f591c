package dev.tarn.server.trino;

import dev.tarn.engine.Query;
import dev.tarn.engine.SqlException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/// One statement of a client that pages through it by token. Thread-safe.
///
/// Token `n` is answered once; asking for it again gives the same bytes, because the first answer
/// may have been lost. The answer before that is gone. Closing cancels what still runs.
final class Statement implements AutoCloseable {
    private final Query query;
    private final String slug;
    private final RowFormat format;
    private final ResultBuffer results;
    private final LastAccess access;
    private final ReentrantLock paging = new ReentrantLock();
    private long nextToken = 1;
    private @Nullable Page lastPage;
    private boolean finished;

    /// An answer: its body and the session headers that go with it.
    record Page(byte[] body, List<SessionHeaders.Header> headers) {}

    Statement(Query query, String slug, RowFormat format, LastAccess access) {
        this.query = query;
        this.slug = slug;
        this.format = format;
        this.results = ResultBuffer.start(query, format);
        this.access = access;
    }

    String id() {
        return query.id();
    }

    /// Takes as long for any slug: whoever knows the right one is the owner.
    boolean allows(String otherSlug) {
        return MessageDigest.isEqual(
                slug.getBytes(StandardCharsets.UTF_8), otherSlug.getBytes(StandardCharsets.UTF_8));
    }

    /// When the client last asked for something.
    LastAccess access() {
        return access;
    }

    boolean finished() {
        return finished;
    }

    /// The answer to the POST: where to go on, nothing else.
    byte[] accepted(String baseUri) {
        return StatementJson.write(query, baseUri, nextUri(baseUri, 1), emptyPart(), format, null);
    }

    /// The answer for `token`, waiting up to `wait` for something to say; null if the token is not
    /// the next one nor the one before.
    @Nullable Page page(long token, String baseUri, Duration wait) throws InterruptedException {
        paging.lockInterruptibly();
        try {
            if (token == nextToken - 1 && lastPage != null) {
                return lastPage;
            }
            if (token != nextToken || finished) {
                return null;
            }
            Page page = produce(baseUri, wait);
            lastPage = page;
            nextToken++;
            return page;
        } finally {
            paging.unlock();
        }
    }

    private Page produce(String baseUri, Duration wait) throws InterruptedException {
        ResultBuffer.Part part = results.take(wait);
        if (!part.last()) {
            String next = nextUri(baseUri, nextToken + 1);
            return new Page(
                    StatementJson.write(query, baseUri, next, part, format, null), List.of());
        }
        finished = true;
        SqlException failure = part.failure();
        List<SessionHeaders.Header> headers = SessionHeaders.changes(query.sessionChanges());
        byte[] body = StatementJson.write(query, baseUri, null, part, format, failure);
        query.close();
        return new Page(body, headers);
    }

    private String nextUri(String baseUri, long token) {
        String stage = query.state() == Query.State.QUEUED ? "queued" : "executing";
        return "%s/v1/statement/%s/%s/%s/%d".formatted(baseUri, stage, id(), slug, token);
    }

    private static ResultBuffer.Part emptyPart() {
        return new ResultBuffer.Part(null, List.of(), false, null);
    }

    /// Ends the query if it has not ended. A client that waits for a page gets USER_CANCELED.
    @Override
    public void close() {
        query.cancel();
        results.stop();
        query.close();
    }

    /// Wraps what cannot happen when writing into memory.
    static UncheckedIOException inMemory(IOException e) {
        return new UncheckedIOException(e);
    }
}
