package dev.tarn.engine.spi;

import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;

import java.util.List;

/// Roles, and privileges on what a catalog has, as one session sees and changes them: whether it
/// may is decided here. Thread-safe. What is refused is a [dev.tarn.engine.SqlException].
public interface AccessGrants {

    List<Role> roles();

    void createRole(String role);

    void dropRole(String role);

    void addMember(String role, String user);

    void removeMember(String role, String user);

    /// Grants privileges, by their names; those that are granted already stay so.
    void grant(List<String> privileges, Securable on, UserOrRole to);

    /// Takes privileges away; those that are not granted are no error.
    void revoke(List<String> privileges, Securable on, UserOrRole from);

    /// What is granted on `on` itself, not what is inherited.
    List<Held> on(Securable on);

    /// A role and who is in it.
    record Role(String name, List<String> members) {
        public Role {
            members = List.copyOf(members);
        }
    }

    /// A user, or all members of a role.
    record UserOrRole(boolean isRole, String name) {}

    /// One grant; `column` is a field id, or -1 for all columns.
    record Held(UserOrRole grantee, String privilege, int column, String grantedBy) {}

    /// What privileges are on.
    sealed interface Securable {
        record OfCatalog() implements Securable {}

        record OfNamespace(Namespace namespace) implements Securable {}

        /// @param columns empty for all of them
        record OfTable(TableIdentifier table, List<String> columns) implements Securable {
            public OfTable {
                columns = List.copyOf(columns);
            }
        }

        record OfView(TableIdentifier view) implements Securable {}
    }
}
