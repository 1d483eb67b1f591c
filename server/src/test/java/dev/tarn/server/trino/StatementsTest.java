package dev.tarn.server.trino;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.Query;
import dev.tarn.engine.Session;
import dev.tarn.server.CannedQuery;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

@Timeout(30)
class StatementsTest {
    private Instant now = Instant.EPOCH;
    private final Statements statements = new Statements();

    @Test
    void a_query_whose_client_is_gone_ends() {
        CannedQuery query = endless();
        statements.add(query, RowFormat.ARRAYS, new LastAccess(() -> now));
        now = now.plus(Statements.ABANDONED_AFTER);
        statements.expire();
        assertThat(query.closed()).isFalse();
        now = now.plusSeconds(1);
        statements.expire();
        assertThat(query.state()).isEqualTo(Query.State.CANCELLED);
        assertThat(query.closed()).isTrue();
        assertThat(statements.count()).isZero();
    }

    @Test
    void a_client_that_asks_for_anything_is_there() {
        CannedQuery query = endless();
        Statement statement = statements.add(query, RowFormat.ARRAYS, new LastAccess(() -> now));
        for (int i = 0; i < 5; i++) {
            now = now.plus(Statements.ABANDONED_AFTER);
            Objects.requireNonNull(statements.find(statement.id(), slug(statement)));
            statements.expire();
        }
        assertThat(query.closed()).isFalse();
        statements.close();
        assertThat(query.closed()).isTrue();
    }

    @Test
    void knowing_the_id_is_not_enough() {
        Statement statement =
                statements.add(endless(), RowFormat.ARRAYS, new LastAccess(() -> now));
        assertThat(statements.find(statement.id(), "y0")).isNull();
        assertThat(statements.find("q_2", slug(statement))).isNull();
        statements.close();
    }

    @Test
    void the_last_page_may_be_asked_for_again_for_a_while() throws InterruptedException {
        CannedQuery query = CannedQuery.of("q_1", session(), "SELECT", columns());
        Statement statement = statements.add(query, RowFormat.ARRAYS, new LastAccess(() -> now));
        Statement.Page last = statement.page(1, "http://here", Duration.ofSeconds(20));
        assertThat(statement.page(1, "http://here", Duration.ZERO)).isSameAs(last);
        assertThat(query.closed()).isTrue();
        now = now.plus(Statements.KEPT_AFTER_END).plusSeconds(1);
        statements.expire();
        assertThat(statements.count()).isZero();
    }

    /// The slug stands in the address of the next page.
    private static String slug(Statement statement) {
        String page = new String(statement.accepted(""), java.nio.charset.StandardCharsets.UTF_8);
        String[] parts = page.substring(page.indexOf("/v1/statement/")).split("/");
        return parts[5];
    }

    private static CannedQuery endless() {
        return CannedQuery.of("q_1", session(), "SELECT", columns()).thenWaiting();
    }

    private static List<DataType.Field> columns() {
        return List.of(new DataType.Field("c", DataType.INTEGER));
    }

    private static Session session() {
        return Session.of("ann", null, null);
    }
}
