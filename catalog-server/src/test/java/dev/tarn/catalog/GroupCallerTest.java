package dev.tarn.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.catalog.auth.AccessConfig;
import dev.tarn.catalog.auth.Caller;
import dev.tarn.catalog.auth.Grantee;
import dev.tarn.catalog.auth.Privilege;
import dev.tarn.catalog.service.ChangeEvent;
import dev.tarn.catalog.service.Granting.Target;
import dev.tarn.catalog.store.TokenRow;

import org.apache.iceberg.catalog.Namespace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Changes of several people at once, which may share a transaction and are run by one thread: each
/// is its maker's, in the feed and in what the maker may do afterwards.
class GroupCallerTest {
    private static final List<String> PEOPLE = List.of("ann", "bob", "cid", "dan");
    private static final int TABLES_EACH = 6;

    @RegisterExtension static final RunningCatalog CATALOG = new RunningCatalog(AccessConfig.ON);

    private final Namespace namespace = CATALOG.newNamespace();
    private final String tables = "/v1/namespaces/" + namespace + "/tables";

    private String[] mayCreate(String person) {
        String token =
                CATALOG.tarn()
                        .administration()
                        .createToken(person, TokenRow.Kind.BEARER, null)
                        .text();
        Caller.system()
                .run(() ->
                        CATALOG.tarn()
                                .granting()
                                .grant(
                                        Set.of(Privilege.CREATE),
                                        new Target.OfNamespace(namespace),
                                        Grantee.user(person)));
        return new String[] {"Authorization", "Bearer " + token};
    }

    private String create(String person, String[] token) {
        for (int i = 0; i < TABLES_EACH; i++) {
            String body = "{\"name\":\"%s%d\",\"schema\":%s}";
            assertThat(
                            CATALOG.post(
                                            tables,
                                            body.formatted(person, i, RunningCatalog.SCHEMA_JSON),
                                            token)
                                    .status())
                    .isEqualTo(200);
        }
        return person;
    }

    @Test
    void everyTableIsItsMakers() throws Exception {
        List<Future<String>> done = new ArrayList<>();
        List<String[]> tokens = PEOPLE.stream().map(this::mayCreate).toList();
        try (ExecutorService threads = Executors.newFixedThreadPool(PEOPLE.size())) {
            for (int i = 0; i < PEOPLE.size(); i++) {
                int one = i;
                done.add(threads.submit(() -> create(PEOPLE.get(one), tokens.get(one))));
            }
        }
        for (Future<String> one : done) {
            one.get();
        }
        List<ChangeEvent> created =
                CATALOG.tarn().feed().list(0, 10_000).stream()
                        .filter(event -> event.kind().equals("create-table"))
                        .toList();
        assertThat(created)
                .hasSize(PEOPLE.size() * TABLES_EACH)
                .allMatch(event -> event.name().startsWith(event.origin().principal()));
        for (int i = 0; i < PEOPLE.size(); i++) {
            String own = PEOPLE.get(i) + "0";
            String others = PEOPLE.get((i + 1) % PEOPLE.size()) + "0";
            assertThat(CATALOG.get(tables + "/" + own, tokens.get(i)).status()).isEqualTo(200);
            assertThat(CATALOG.get(tables + "/" + others, tokens.get(i)).status()).isEqualTo(404);
        }
    }
}
