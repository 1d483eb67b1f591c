package dev.tarn.catalog.http;

import dev.tarn.catalog.service.CatalogServices;

import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.rest.Endpoint;
import org.apache.iceberg.rest.requests.CreateViewRequest;
import org.apache.iceberg.rest.requests.RegisterViewRequest;
import org.apache.iceberg.rest.requests.RenameTableRequest;
import org.apache.iceberg.rest.requests.UpdateTableRequest;
import org.apache.iceberg.rest.responses.ImmutableLoadViewResponse;
import org.apache.iceberg.rest.responses.LoadViewResponse;
import org.apache.iceberg.view.ViewMetadata;

import java.util.List;
import java.util.Objects;

/// `/v1/namespaces/{namespace}/views…`, register-view and rename.
final class ViewResource {
    private final CatalogServices services;

    ViewResource(CatalogServices services) {
        this.services = services;
    }

    List<Route> routes() {
        return List.of(
                Route.read(Endpoint.V1_LIST_VIEWS, Needs.SIGHT, this::list),
                Route.mutation(Endpoint.V1_CREATE_VIEW, Needs.CREATE, this::create),
                Route.read(Endpoint.V1_LOAD_VIEW, Needs.SELECT, this::load),
                Route.read(Endpoint.V1_VIEW_EXISTS, Needs.SIGHT, this::exists),
                Route.mutation(Endpoint.V1_UPDATE_VIEW, Needs.ALTER, this::replace),
                Route.mutation(Endpoint.V1_DELETE_VIEW, Needs.DROP, this::drop),
                Route.mutation(Endpoint.V1_RENAME_VIEW, Needs.ALTER, this::rename),
                Route.mutation(Endpoint.V1_REGISTER_VIEW, Needs.CREATE, this::register));
    }

    private Answer list(Call call) {
        return Answer.ok(services.views().list(call.namespace(), call.page()));
    }

    private Answer create(Call call) {
        CreateViewRequest request = call.body().as(CreateViewRequest.class);
        return loaded(services.viewCreation().create(call.namespace(), request, call.mutation()));
    }

    private Answer load(Call call) {
        String location = services.views().metadataLocation(call.view());
        return loaded(services.views().at(location));
    }

    private Answer exists(Call call) {
        services.views().checkExists(call.view());
        return Answer.NO_CONTENT;
    }

    private Answer replace(Call call) {
        UpdateTableRequest request = call.body().as(UpdateTableRequest.class);
        TableIdentifier identifier = call.view();
        if (request.identifier() != null && !request.identifier().equals(identifier)) {
            throw new BadRequestException(
                    "Body is about view %s, path about %s", request.identifier(), identifier);
        }
        return loaded(services.viewCommit().commit(identifier, request, call.mutation()));
    }

    private Answer drop(Call call) {
        services.views().drop(call.view(), call.mutation());
        return Answer.NO_CONTENT;
    }

    private Answer rename(Call call) {
        RenameTableRequest request = call.body().as(RenameTableRequest.class);
        request.validate();
        services.renames().renameView(request.source(), request.destination(), call.mutation());
        return Answer.NO_CONTENT;
    }

    private Answer register(Call call) {
        RegisterViewRequest request = call.body().as(RegisterViewRequest.class);
        return loaded(services.viewCreation().register(call.namespace(), request, call.mutation()));
    }

    private static Answer loaded(ViewMetadata metadata) {
        return Answer.ok(response(metadata));
    }

    static LoadViewResponse response(ViewMetadata metadata) {
        return ImmutableLoadViewResponse.builder()
                .metadata(metadata)
                .labels(ObjectLabels.of(metadata.properties()))
                .metadataLocation(Objects.requireNonNull(metadata.metadataFileLocation()))
                .build();
    }
}
