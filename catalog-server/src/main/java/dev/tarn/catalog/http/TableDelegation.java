package dev.tarn.catalog.http;

import dev.tarn.catalog.access.Delegated;
import dev.tarn.catalog.access.DelegationKind;
import dev.tarn.catalog.access.StorageDelegation;
import dev.tarn.catalog.access.StorageDelegation.Target;
import dev.tarn.catalog.service.TableAreas;
import dev.tarn.catalog.service.TableOutline;

import org.apache.iceberg.catalog.TableIdentifier;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// What goes with a table's answer for a client that asks for access to its files.
///
/// @param pathPrefix of the warehouse in paths: empty, or its name with a slash behind it
public record TableDelegation(
        TableAreas areas, StorageDelegation storage, String pathPrefix, AccessGate gate) {
    private static final String ASKED = "x-iceberg-access-delegation";

    /// Two clients of one proxy must not get each other's answers.
    private static final Map<String, String> PRIVATE =
            Map.of(
                    "Cache-Control",
                    "private",
                    "Vary",
                    "X-Iceberg-Access-Delegation, Authorization");

    static boolean isAsked(Call call) {
        return call.header(ASKED) != null;
    }

    Delegated of(Call call, TableIdentifier table, TableOutline outline) {
        return of(call, table, outline, false);
    }

    /// For a table that is not there yet: its files go where it will be.
    Delegated ofStaged(Call call, TableIdentifier table, TableOutline outline) {
        return of(call, table, outline, true);
    }

    private Delegated of(Call call, TableIdentifier table, TableOutline outline, boolean isStaged) {
        Set<DelegationKind> asked = DelegationKind.parse(call.header(ASKED));
        if (asked.isEmpty() || !outline.location().startsWith("s3")) {
            return Delegated.NONE;
        }
        Target target = new Target(path(table), areas.of(table, outline), isStaged);
        return storage.delegate(asked, target, gate.asker(table));
    }

    /// Where clients find the table, below the catalog's address.
    String path(TableIdentifier table) {
        StringBuilder path = new StringBuilder("v1/").append(pathPrefix).append("namespaces/");
        String[] levels = table.namespace().levels();
        for (int i = 0; i < levels.length; i++) {
            path.append(i == 0 ? "" : "%1F").append(encoded(levels[i]));
        }
        return path.append("/tables/").append(encoded(table.name())).toString();
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /// The headers of an answer with what was delegated in it.
    static Map<String, String> headers(String etag, Delegated delegated) {
        Map<String, String> headers = new HashMap<>(delegated.isNone() ? Map.of() : PRIVATE);
        headers.put("ETag", etag);
        return headers;
    }

    static Map<String, String> privately() {
        return PRIVATE;
    }
}
