package dev.tarn.server;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import dev.tarn.catalog.TarnCatalog;
import dev.tarn.catalog.auth.Caller;
import dev.tarn.catalog.auth.Principal;
import dev.tarn.catalog.local.LocalCatalog;
import dev.tarn.catalog.service.ColumnGrants;
import dev.tarn.engine.Session;
import dev.tarn.engine.spi.CatalogConnection;
import dev.tarn.engine.spi.ColumnAccess;
import dev.tarn.engine.spi.SessionCatalogs;
import dev.tarn.server.job.PipeJobs;
import dev.tarn.server.job.SqlPipes;

import org.apache.iceberg.catalog.TableIdentifier;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/// The lake as the engine's sessions see it: each statement asks the catalog in the name of its own
/// principal, through the same router as every other client.
final class LakeCatalogs implements SessionCatalogs {
    private static final int MAX_PRINCIPALS = 256;

    private final TarnCatalog catalog;
    private final PipeJobs jobs;
    private final Collection<CatalogConnection> open;
    private final Cache<Principal, Collection<CatalogConnection>> bound =
            Caffeine.newBuilder().maximumSize(MAX_PRINCIPALS).build();

    LakeCatalogs(TarnCatalog catalog, PipeJobs jobs) {
        this.catalog = catalog;
        this.jobs = jobs;
        List<CatalogConnection> connections = new ArrayList<>();
        Principal nobody = Caller.nobody().principal();
        catalog.catalogs()
                .forEach((name, local) ->
                        connections.add(
                                connect(name, local, null, new Asking(nobody, Caller::system))));
        this.open = List.copyOf(connections);
    }

    /// Where nobody is asked who they are, only the sessions of this process have roles: theirs is
    /// the name of whoever opened the lake, and changes carry it.
    @Override
    public Collection<CatalogConnection> of(Session session) {
        if (!catalog.access().isOn() && session.usedRoles().isEmpty()) {
            return open;
        }
        return bound.get(new Principal(session.user(), session.usedRoles()), this::bind);
    }

    private Collection<CatalogConnection> bind(Principal principal) {
        List<CatalogConnection> connections = new ArrayList<>();
        catalog.catalogsOf(principal)
                .forEach((name, local) -> connections.add(connection(name, local, principal)));
        return List.copyOf(connections);
    }

    private CatalogConnection connection(String name, LocalCatalog local, Principal principal) {
        Asking asking = new Asking(principal, () -> catalog.access().callerOf(principal));
        ColumnAccess columns =
                principal.isAdmin() ? null : new Columns(principal, catalog.columnGrants(name));
        return connect(name, local, columns, asking);
    }

    /// In whose name a catalog is asked.
    private record Asking(Principal principal, Supplier<Caller> callers) {}

    private CatalogConnection connect(
            String name, LocalCatalog local, @Nullable ColumnAccess columns, Asking asking) {
        return new CatalogConnection(
                name,
                local,
                local,
                local,
                local::undrop,
                columns,
                new SqlGrants(catalog, name, asking.principal),
                new SqlFunctions(catalog, name, asking.callers),
                new SqlPipes(catalog, name, asking.callers, jobs),
                namespace ->
                        asking.callers.get().during(() -> catalog.tableColumns(name).of(namespace)),
                new LakeHistory(catalog.feed(), name),
                table -> asking.callers.get().during(() -> new LakeFiles(catalog, name, table)));
    }

    private final class Columns implements ColumnAccess {
        private final Principal principal;
        private final ColumnGrants grants;

        Columns(Principal principal, ColumnGrants grants) {
            this.principal = principal;
            this.grants = grants;
        }

        @Override
        public @Nullable Set<Integer> selectable(TableIdentifier table) {
            return catalog.access().callerOf(principal).during(() -> grants.selectable(table));
        }

        @Override
        public @Nullable Set<Integer> visible(TableIdentifier table) {
            return catalog.access().callerOf(principal).during(() -> grants.visible(table));
        }
    }
}
