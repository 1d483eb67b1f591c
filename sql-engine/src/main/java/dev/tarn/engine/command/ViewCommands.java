package dev.tarn.engine.command;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.command.Existing.Relation;
import dev.tarn.engine.schema.Catalogs.TableName;
import dev.tarn.engine.schema.ViewNames;
import dev.tarn.engine.statement.Command;
import dev.tarn.engine.statement.Command.Existence;
import dev.tarn.engine.statement.Name;
import dev.tarn.engine.statement.Property;
import dev.tarn.engine.statement.TableChange;

import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.ViewCatalog;
import org.apache.iceberg.view.SQLViewRepresentation;
import org.apache.iceberg.view.UpdateViewProperties;
import org.apache.iceberg.view.View;
import org.apache.iceberg.view.ViewBuilder;
import org.apache.iceberg.view.ViewProperties;
import org.apache.iceberg.view.ViewRepresentation;
import org.jspecify.annotations.Nullable;

import java.util.List;

/// CREATE VIEW, ALTER VIEW and DROP VIEW.
final class ViewCommands {
    private ViewCommands() {}

    static CommandResult create(Command.CreateView create, CommandContext context) {
        TableName place = context.catalogs().table(create.name(), context.session());
        place.requireNamespace(create.name().position());
        Relation existing = Existing.find(create.name(), context);
        if (!isAsked(create, existing, context)) {
            return CommandResult.DONE;
        }
        ViewBuilder builder =
                views(place.catalog().views(), place)
                        .buildView(existing == null ? place.identifier() : existing.identifier())
                        .withSchema(create.schema())
                        .withQuery(ViewNames.DIALECT, create.sql())
                        .withDefaultNamespace(defaultNamespace(context, place))
                        .withDefaultCatalog(context.session().catalog())
                        .withProperty(
                                ViewNames.QUERY_COLUMNS, ViewNames.text(create.queryColumns()));
        for (String dialect : create.dialects()) {
            builder = builder.withQuery(dialect, create.sql());
        }
        for (Property property : create.properties()) {
            builder = builder.withProperty(property.name(), property.value());
        }
        if (existing != null && losesOwn(existing, create.dialects())) {
            builder = builder.withProperty(ViewProperties.REPLACE_DROP_DIALECT_ALLOWED, "true");
        }
        if (existing == null) {
            builder.create();
        } else {
            replace(builder, create.name());
        }
        return CommandResult.DONE;
    }

    /// Iceberg's catalogs refuse to lose a dialect in ways of their own.
    private static void replace(ViewBuilder builder, Name name) {
        try {
            builder.replace();
        } catch (IllegalStateException e) {
            throw new SqlException(
                    ErrorCode.NOT_SUPPORTED,
                    "View %s cannot be replaced: %s".formatted(name, e.getMessage()),
                    name.position(),
                    e);
        }
    }

    /// Whether a view stops to have a dialect of which its text was as ours is: Iceberg asks for
    /// leave to lose any, and texts that others wrote stay guarded.
    private static boolean losesOwn(Relation existing, List<String> dialects) {
        View view = views(existing.catalog().views(), existing).loadView(existing.identifier());
        SQLViewRepresentation own = ViewNames.query(view);
        boolean loses = false;
        for (ViewRepresentation representation : view.currentVersion().representations()) {
            if (own == null
                    || !(representation instanceof SQLViewRepresentation sql)
                    || !sql.sql().equals(own.sql())) {
                return false;
            }
            loses |= !sql.dialect().equals(ViewNames.DIALECT) && !dialects.contains(sql.dialect());
        }
        return loses && own != null && own.dialect().equals(ViewNames.DIALECT);
    }

    /// Whether something is to be done, as it depends on what is there.
    private static boolean isAsked(
            Command.CreateView create, @Nullable Relation existing, CommandContext context) {
        Existence existence = create.existence();
        boolean alters =
                existence == Existence.REPLACED || existence == Existence.REPLACED_IF_THERE;
        if (alters) {
            return view(create.name(), existence == Existence.REPLACED_IF_THERE, context) != null;
        }
        if (existing != null && existence == Existence.NEW_UNLESS_THERE) {
            return false;
        }
        if (existing != null && !(existence == Existence.NEW_OR_REPLACED && existing.view())) {
            throw new SqlException(
                    ErrorCode.TABLE_ALREADY_EXISTS,
                    "%s '%s' already exists"
                            .formatted(existing.view() ? "View" : "Table", existing),
                    create.name().position(),
                    null);
        }
        return true;
    }

    private static Namespace defaultNamespace(CommandContext context, TableName place) {
        Namespace namespace = context.session().namespace();
        return namespace == null ? place.identifier().namespace() : namespace;
    }

    static CommandResult alter(Command.AlterView alter, CommandContext context) {
        Relation view = view(alter.name(), alter.ifExists(), context);
        if (view == null) {
            return CommandResult.DONE;
        }
        ViewCatalog views = views(view.catalog().views(), view);
        for (TableChange change : alter.changes()) {
            if (change instanceof TableChange.RenameTable rename) {
                views.renameView(
                        view.identifier(), Existing.renamed(view, rename.newName(), context));
                continue;
            }
            UpdateViewProperties update = views.loadView(view.identifier()).updateProperties();
            switch (change) {
                case TableChange.SetProperties set ->
                        set.properties()
                                .forEach(property -> update.set(property.name(), property.value()));
                case TableChange.UnsetProperties unset -> unset.names().forEach(update::remove);
                default -> throw new IllegalStateException("Not of views: " + change);
            }
            update.commit();
        }
        return CommandResult.DONE;
    }

    static CommandResult drop(Command.DropView drop, CommandContext context) {
        Relation existing = view(drop.name(), drop.ifExists(), context);
        if (existing != null) {
            views(existing.catalog().views(), existing).dropView(existing.identifier());
        }
        return CommandResult.DONE;
    }

    /// The view that `name` leads to; null where there is none and `optional` is true.
    private static @Nullable Relation view(Name name, boolean optional, CommandContext context) {
        Relation existing = Existing.find(name, context);
        if (existing == null) {
            if (optional) {
                return null;
            }
            throw Existing.notFound("View", name, context);
        }
        if (!existing.view()) {
            throw new SqlException(
                    ErrorCode.TABLE_NOT_FOUND,
                    "%s is a table, not a view".formatted(existing),
                    name.position(),
                    null);
        }
        return existing;
    }

    private static ViewCatalog views(@Nullable ViewCatalog views, Object place) {
        if (views == null) {
            throw new SqlException(
                    ErrorCode.NOT_SUPPORTED, "The catalog of %s has no views".formatted(place));
        }
        return views;
    }
}
