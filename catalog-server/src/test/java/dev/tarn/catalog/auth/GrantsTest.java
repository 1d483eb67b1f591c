package dev.tarn.catalog.auth;

import static dev.tarn.catalog.auth.Decision.ALLOWED;
import static dev.tarn.catalog.auth.Decision.FORBIDDEN;
import static dev.tarn.catalog.auth.Decision.HIDDEN;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.catalog.store.GrantRow;
import dev.tarn.catalog.store.GrantRow.SecurableKind;

import org.junit.jupiter.api.Test;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// The one decision, for every privilege granted at every place, and every privilege needed on
/// every object.
class GrantsTest {
    private static final String A = "a";
    private static final String AB = "a\u001fb";
    private static final Securable WAREHOUSE = new Securable.Warehouse();
    private static final Securable TABLE = new Securable.Entry(AB, "t");
    private static final Securable SIBLING = new Securable.Entry(AB, "other");
    private static final List<Place> PLACES = List.of(Place.values());

    /// Where something is granted, from the outside in.
    private enum Place {
        WAREHOUSE(SecurableKind.WAREHOUSE, "w", ""),
        PARENT(SecurableKind.NAMESPACE, "id-a", A),
        NAMESPACE(SecurableKind.NAMESPACE, "id-ab", AB),
        ENTRY(SecurableKind.TABLE, "t", AB);

        private final SecurableKind kind;
        private final String id;
        private final String path;

        Place(SecurableKind kind, String id, String path) {
            this.kind = kind;
            this.id = id;
            this.path = path;
        }

        Securable securable() {
            return switch (this) {
                case WAREHOUSE -> new Securable.Warehouse();
                case PARENT, NAMESPACE -> new Securable.InNamespace(path);
                case ENTRY -> TABLE;
            };
        }
    }

    private static GrantRow row(Privilege privilege, Place place, int fieldId) {
        return new GrantRow(
                "user:ann",
                privilege.name(),
                "w",
                place.kind,
                place.id,
                fieldId,
                place.path,
                "x",
                0);
    }

    private static Grants grants(Privilege privilege, Place place) {
        return Grants.of(List.of(row(privilege, place, GrantRow.WHOLE)));
    }

    /// The rules of the design page, said a second time and in another way.
    private static Decision expected(Privilege held, Place where, Privilege needed, Place object) {
        boolean reaches = where.ordinal() <= object.ordinal();
        if (reaches && (held == needed || held == Privilege.MANAGE)) {
            return ALLOWED;
        }
        boolean isSeen =
                switch (object) {
                    case WAREHOUSE -> true;
                    case PARENT, NAMESPACE -> true;
                    case ENTRY ->
                            reaches && held != Privilege.USAGE && held != Privilege.CREATE
                                    || where == Place.ENTRY && Privilege.OF_ENTRIES.contains(held);
                };
        return isSeen ? FORBIDDEN : HIDDEN;
    }

    @Test
    void everyPrivilegeAtEveryPlaceAllowsWhatItSaysAndNothingElse() {
        int checked = 0;
        for (Privilege held : Privilege.values()) {
            for (Place where : PLACES) {
                Grants grants = grants(held, where);
                for (Privilege needed : Privilege.values()) {
                    for (Place object : PLACES) {
                        assertThat(grants.decide(object.securable(), EnumSet.of(needed)))
                                .as("%s on %s, needed %s on %s", held, where, needed, object)
                                .isEqualTo(expected(held, where, needed, object));
                        checked++;
                    }
                }
            }
        }
        assertThat(checked).isEqualTo(9 * 4 * 9 * 4);
    }

    @Test
    void whoeverWasGrantedNothingSeesNothing() {
        Grants none = Grants.of(List.of());
        for (Place object : PLACES) {
            for (Privilege needed : Privilege.values()) {
                assertThat(none.decide(object.securable(), Set.of(needed)))
                        .isEqualTo(object == Place.WAREHOUSE ? FORBIDDEN : HIDDEN);
            }
        }
        assertThat(none.seesAllIn(AB)).isFalse();
        assertThat(none.seesAllNamespacesIn("")).isFalse();
    }

    @Test
    void anAdministratorMayDoEverything() {
        for (Place object : PLACES) {
            for (Privilege needed : Privilege.values()) {
                assertThat(Grants.ALL.decide(object.securable(), Set.of(needed)))
                        .isEqualTo(ALLOWED);
            }
        }
    }

    @Test
    void severalPrivilegesAreAllNeeded() {
        Set<Privilege> both = EnumSet.of(Privilege.INSERT, Privilege.ALTER);
        Grants insert = grants(Privilege.INSERT, Place.ENTRY);
        assertThat(insert.decide(TABLE, both)).isEqualTo(FORBIDDEN);
        Grants together =
                Grants.of(
                        List.of(
                                row(Privilege.INSERT, Place.ENTRY, GrantRow.WHOLE),
                                row(Privilege.ALTER, Place.WAREHOUSE, GrantRow.WHOLE)));
        assertThat(together.decide(TABLE, both)).isEqualTo(ALLOWED);
        assertThat(grants(Privilege.MANAGE, Place.PARENT).decide(TABLE, both)).isEqualTo(ALLOWED);
    }

    @Test
    void nothingNeededMeansSeeing() {
        assertThat(grants(Privilege.SELECT, Place.ENTRY).decide(TABLE, Set.of()))
                .isEqualTo(ALLOWED);
        assertThat(grants(Privilege.SELECT, Place.ENTRY).decide(SIBLING, Set.of()))
                .isEqualTo(HIDDEN);
        assertThat(grants(Privilege.USAGE, Place.NAMESPACE).decide(TABLE, Set.of()))
                .isEqualTo(HIDDEN);
    }

    @Test
    void aGrantOnATableShowsTheNamespacesItIsInAndNoOthers() {
        Grants grants = grants(Privilege.SELECT, Place.ENTRY);
        assertThat(grants.sees(new Securable.InNamespace(A))).isTrue();
        assertThat(grants.sees(new Securable.InNamespace(AB))).isTrue();
        for (String path : List.of("b", "a\u001fbc", "a\u001fb\u001fc", "ab", "a\u001f")) {
            assertThat(grants.sees(new Securable.InNamespace(path))).as(path).isFalse();
        }
        assertThat(grants.seesAllNamespacesIn(A)).isFalse();
        assertThat(grants.seesAllIn(AB)).isFalse();
    }

    @Test
    void columnsShowTheTableAndDoNotAllowIt() {
        Grants grants =
                Grants.of(
                        List.of(
                                row(Privilege.SELECT, Place.ENTRY, 3),
                                row(Privilege.SELECT, Place.ENTRY, 5)));
        assertThat(grants.decide(TABLE, Set.of())).isEqualTo(ALLOWED);
        assertThat(grants.decide(TABLE, Set.of(Privilege.SELECT))).isEqualTo(FORBIDDEN);
        assertThat(grants.columns("t")).containsExactlyInAnyOrder(3, 5);
        assertThat(grants.columns("other")).isEmpty();
    }

    @Test
    void listsNeedNoFilterWhereEverythingIsSeen() {
        for (Privilege privilege : Privilege.values()) {
            boolean ofEntries = Privilege.OF_ENTRIES.contains(privilege);
            assertThat(grants(privilege, Place.PARENT).seesAllIn(AB)).isEqualTo(ofEntries);
            assertThat(grants(privilege, Place.PARENT).seesAllNamespacesIn(A)).isTrue();
            assertThat(grants(privilege, Place.PARENT).seesAllNamespacesIn("")).isFalse();
            assertThat(grants(privilege, Place.WAREHOUSE).seesAllNamespacesIn("")).isTrue();
        }
        assertThat(WAREHOUSE).isNotNull();
    }
}
