package dev.tarn.engine.ingest;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.Query;
import dev.tarn.engine.Session;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.statement.Command;
import dev.tarn.engine.statement.Name;
import dev.tarn.engine.statement.RowRequest;
import dev.tarn.engine.statement.RowRequest.Answer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// Requests that wait for their table, and a thread for each table that has some: it waits a moment
/// for more, then appends what there is, then what came meanwhile. Thread-safe; the lock is never
/// held over work.
final class RequestGroups implements AutoCloseable {
    /// How long the first request of a quiet table waits for others.
    private static final int LINGER_MILLIS = 5;

    private static final int MAX_WAITING = 4096;
    private static final int MAX_GROUP_REQUESTS = 256;
    private static final long MAX_GROUP_ROWS = 1_000_000;
    private static final int MOST_ATTEMPTS = 5;

    private final RowIngest.Starter starter;
    private final Map<Place, Deque<Waiting>> queues = new HashMap<>();
    private int waitingCount;
    private boolean closed;

    /// Who appends where.
    private record Place(Session session, Name table) {}

    private record Waiting(RowRequest request, CompletableFuture<Answer> answer) {}

    RequestGroups(RowIngest.Starter starter) {
        this.starter = starter;
    }

    /// Appends the rows of `request` with those of others, and waits for it.
    ///
    /// @throws SqlException if they are not appended; QUERY_QUEUE_FULL if too many wait
    Answer append(Session session, Name table, RowRequest request) {
        Waiting waiting = new Waiting(request, new CompletableFuture<>());
        enter(new Place(session, table), waiting);
        try {
            return waiting.answer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof SqlException failure) {
                throw failure;
            }
            throw e;
        }
    }

    private synchronized void enter(Place place, Waiting waiting) {
        if (closed || waitingCount >= MAX_WAITING) {
            throw new SqlException(
                    ErrorCode.QUERY_QUEUE_FULL,
                    closed
                            ? "The server stops; send the rows again later"
                            : "%d requests wait to be appended; send the rows again later"
                                    .formatted(waitingCount));
        }
        waitingCount++;
        Deque<Waiting> queue = queues.get(place);
        if (queue == null) {
            queue = new ArrayDeque<>();
            queues.put(place, queue);
            Thread.ofVirtual().name("append-" + place.table).start(() -> serve(place));
        }
        queue.add(waiting);
    }

    private void serve(Place place) {
        linger();
        for (List<Waiting> group = take(place); !group.isEmpty(); group = take(place)) {
            append(place, group);
        }
    }

    private static void linger() {
        try {
            Thread.sleep(LINGER_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// What is appended next, without two of one key; the queue of a table is gone when it has
    /// none.
    private synchronized List<Waiting> take(Place place) {
        Deque<Waiting> queue = queues.getOrDefault(place, new ArrayDeque<>());
        List<Waiting> group = new ArrayList<>();
        Set<String> keys = new HashSet<>();
        long rows = 0;
        Iterator<Waiting> all = queue.iterator();
        while (all.hasNext() && group.size() < MAX_GROUP_REQUESTS && rows < MAX_GROUP_ROWS) {
            Waiting next = all.next();
            if (next.request.key() == null || keys.add(next.request.key().hash())) {
                group.add(next);
                rows += next.request.rowCount();
                all.remove();
            }
        }
        waitingCount -= group.size();
        if (group.isEmpty()) {
            queues.remove(place);
            notifyAll();
        }
        return group;
    }

    /// Appends a group; one that is refused for its rows request by request, so that a bad one does
    /// not take others with it. One that is cancelled is cancelled for all.
    private void append(Place place, List<Waiting> group) {
        try {
            commit(place, group);
        } catch (SqlException e) {
            boolean mayBeOne =
                    e.code().kind() == ErrorCode.Kind.USER && e.code() != ErrorCode.USER_CANCELED;
            if (mayBeOne && group.size() > 1) {
                group.stream()
                        .filter(one -> !one.answer.isDone())
                        .forEach(one -> append(place, List.of(one)));
            } else {
                group.forEach(one -> one.answer.completeExceptionally(e));
            }
        } catch (RuntimeException | Error e) {
            group.forEach(one -> one.answer.completeExceptionally(e));
        } finally {
            IllegalStateException silent = new IllegalStateException("A request got no answer");
            group.forEach(one -> one.answer.completeExceptionally(silent));
        }
    }

    private void commit(Place place, List<Waiting> group) {
        Map<RowRequest, CompletableFuture<Answer>> answers = new IdentityHashMap<>();
        group.forEach(one -> answers.put(one.request, one.answer));
        for (int attempt = 1; ; attempt++) {
            List<RowRequest> open =
                    group.stream()
                            .filter(one -> !one.answer.isDone())
                            .map(Waiting::request)
                            .toList();
            Command command =
                    new Command.AppendGroup(
                            place.table,
                            open,
                            (request, answer) -> {
                                CompletableFuture<Answer> asked = answers.get(request);
                                if (asked != null) {
                                    asked.complete(answer);
                                }
                            });
            String text = "INSERT INTO %s /* %d requests */".formatted(place.table, open.size());
            try (Query query = starter.start(place.session, text, command)) {
                query.columns();
                return;
            } catch (SqlException e) {
                if (attempt == MOST_ATTEMPTS || e.code() != ErrorCode.TRANSACTION_CONFLICT) {
                    throw e;
                }
            }
        }
    }

    /// Takes no more requests, and waits for those that it has.
    @Override
    public synchronized void close() {
        closed = true;
        while (!queues.isEmpty()) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
