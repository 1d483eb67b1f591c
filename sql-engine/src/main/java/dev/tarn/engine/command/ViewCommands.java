package dev.tarn.engine.command;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.command.Existing.Relation;
import dev.tarn.engine.schema.Catalogs.TableName;
import dev.tarn.engine.statement.Command;

import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.ViewCatalog;
import org.apache.iceberg.view.ViewBuilder;
import org.jspecify.annotations.Nullable;

/// CREATE VIEW and DROP VIEW.
final class ViewCommands {
    /// The dialect under which our SQL stands in a view's metadata.
    static final String DIALECT = "tarn";

    private ViewCommands() {}

    static CommandResult create(Command.CreateView create, CommandContext context) {
        TableName place = context.catalogs().table(create.name(), context.session());
        place.requireNamespace(create.name().position());
        Relation existing = Existing.find(create.name(), context);
        if (existing != null && create.ifNotExists()) {
            return CommandResult.DONE;
        }
        if (existing != null && !(create.replace() && existing.view())) {
            throw new SqlException(
                    ErrorCode.TABLE_ALREADY_EXISTS,
                    "%s '%s' already exists"
                            .formatted(existing.view() ? "View" : "Table", existing),
                    create.name().position(),
                    null);
        }
        ViewBuilder builder =
                views(place.catalog().views(), place)
                        .buildView(existing == null ? place.identifier() : existing.identifier())
                        .withSchema(create.schema())
                        .withQuery(DIALECT, create.sql())
                        .withDefaultNamespace(defaultNamespace(context, place))
                        .withDefaultCatalog(context.session().catalog());
        if (create.comment() != null) {
            builder = builder.withProperty("comment", create.comment());
        }
        if (existing == null) {
            builder.create();
        } else {
            builder.replace();
        }
        return CommandResult.DONE;
    }

    private static Namespace defaultNamespace(CommandContext context, TableName place) {
        Namespace namespace = context.session().namespace();
        return namespace == null ? place.identifier().namespace() : namespace;
    }

    static CommandResult drop(Command.DropView drop, CommandContext context) {
        Relation existing = Existing.find(drop.name(), context);
        if (existing == null || !existing.view()) {
            if (existing == null && drop.ifExists()) {
                return CommandResult.DONE;
            }
            if (existing != null) {
                throw new SqlException(
                        ErrorCode.TABLE_NOT_FOUND,
                        "%s is a table, not a view".formatted(existing),
                        drop.name().position(),
                        null);
            }
            throw Existing.notFound("View", drop.name(), context);
        }
        views(existing.catalog().views(), existing).dropView(existing.identifier());
        return CommandResult.DONE;
    }

    private static ViewCatalog views(@Nullable ViewCatalog views, Object place) {
        if (views == null) {
            throw new SqlException(
                    ErrorCode.NOT_SUPPORTED, "The catalog of %s has no views".formatted(place));
        }
        return views;
    }
}
