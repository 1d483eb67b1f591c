package dev.tarn.engine.plan;

import dev.tarn.engine.schema.Catalogs.NamespaceName;
import dev.tarn.engine.schema.Relations;
import dev.tarn.engine.schema.StoredPipes;
import dev.tarn.engine.spi.PipeCatalog.Pipe;
import dev.tarn.engine.spi.PipeDefinition;
import dev.tarn.engine.statement.Name;
import dev.tarn.engine.statement.Statement;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// SHOW PIPES, DESCRIBE PIPE and SHOW CREATE PIPE.
final class ShownPipes {
    private final Relations relations;

    ShownPipes(Relations relations) {
        this.relations = relations;
    }

    /// A row for each pipe of a namespace.
    Statement all(NamespaceName place, @Nullable Name asked, Pattern like) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (Pipe pipe : StoredPipes.of(place.catalog(), asked).list(place.namespace())) {
            String name = pipe.name().name();
            if (like.matcher(name).matches()) {
                PipeDefinition definition = pipe.definition();
                String comment = definition.comment();
                rows.add(
                        List.of(
                                name,
                                pipe.state().name(),
                                pipe.reason(),
                                definition.owner(),
                                comment == null ? "" : comment));
            }
        }
        return Shows.select(
                Shows.SystemColumns.of("Pipe", "State", "Reason", "Owner", "Comment"), rows);
    }

    /// A row for each thing there is to say of a pipe.
    Statement one(Name name) {
        Pipe pipe = stored(name).require();
        PipeDefinition definition = pipe.definition();
        String comment = definition.comment();
        Map<String, String> said = new LinkedHashMap<>();
        said.put("name", pipe.name().name());
        said.put("comment", comment == null ? "" : comment);
        said.put("owner", definition.owner());
        said.put("copy", definition.copy());
        said.putAll(definition.settings().texts());
        said.put("state", pipe.state().name());
        said.put("reason", pipe.reason());
        said.put("next_run", text(pipe.nextRun()));
        said.put("last_run", text(pipe.lastRun()));
        said.put("files", Long.toString(pipe.files()));
        said.put("rows", Long.toString(pipe.rows()));
        List<List<@Nullable Object>> rows = new ArrayList<>();
        said.forEach((property, value) -> rows.add(List.of(property, value)));
        return Shows.select(Shows.SystemColumns.of("Property", "Value"), rows);
    }

    private static String text(@Nullable Instant instant) {
        return instant == null ? "" : instant.toString();
    }

    /// The statement that would make the pipe, in a session like that of its owner.
    String created(Name name) {
        StoredPipes stored = stored(name);
        return CreateTexts.pipe(stored.place(), stored.require());
    }

    private StoredPipes stored(Name name) {
        return StoredPipes.of(name, relations.catalogs(), relations.session());
    }
}
