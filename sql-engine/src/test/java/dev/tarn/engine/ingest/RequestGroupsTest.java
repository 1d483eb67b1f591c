package dev.tarn.engine.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.Session;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.statement.Command;
import dev.tarn.engine.statement.Name;
import dev.tarn.engine.statement.RowRequest;

import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.Namespace;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Requests whose group is refused.
class RequestGroupsTest {
    private static final int REQUESTS = 3;

    /// How many requests each statement had.
    private final List<Integer> statements = Collections.synchronizedList(new ArrayList<>());

    @ParameterizedTest
    @CsvSource({"BAD_DATA, true", "USER_CANCELED, false", "STORAGE_ERROR, false"})
    void only_a_group_with_a_bad_request_is_tried_request_by_request(
            ErrorCode refusal, boolean again) throws Exception {
        Session session = Session.of("ann", "lake", Namespace.of("test"));
        Name table = new Name(List.of("t"), null);
        RowIngest.Starter refuses =
                (_, _, command) -> {
                    statements.add(((Command.AppendGroup) command).requests().size());
                    throw new SqlException(refusal, "refused");
                };
        try (RequestGroups groups = new RequestGroups(refuses);
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<SqlException>> failures = new ArrayList<>();
            for (int i = 0; i < REQUESTS; i++) {
                RowRequest request = new RowRequest(new Schema(), List.of(), 1, null);
                failures.add(
                        clients.submit(() ->
                                catchThrowableOfType(
                                        SqlException.class,
                                        () -> groups.append(session, table, request))));
            }
            for (Future<SqlException> failure : failures) {
                assertThat(failure.get().code()).isEqualTo(refusal);
            }
        }
        int asked = statements.stream().mapToInt(count -> count).sum();
        assertThat(asked).isEqualTo(again ? asked(statements) : REQUESTS);
    }

    /// Each request once, and those of groups once more.
    private static int asked(List<Integer> statements) {
        int grouped = statements.stream().filter(count -> count > 1).mapToInt(count -> count).sum();
        return REQUESTS + grouped;
    }
}
