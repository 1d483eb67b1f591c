package dev.tarn.catalog.http;

import dev.tarn.catalog.service.Namespaces;

import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.rest.Endpoint;
import org.apache.iceberg.rest.requests.CreateNamespaceRequest;
import org.apache.iceberg.rest.requests.UpdateNamespacePropertiesRequest;

import java.util.List;

/// `/v1/namespaces…`
final class NamespaceResource {
    private final Namespaces namespaces;

    NamespaceResource(Namespaces namespaces) {
        this.namespaces = namespaces;
    }

    List<Route> routes() {
        return List.of(
                Route.read(Endpoint.V1_LIST_NAMESPACES, Needs.SIGHT, this::list),
                Route.mutation(Endpoint.V1_CREATE_NAMESPACE, Needs.CREATE, this::create),
                Route.read(Endpoint.V1_LOAD_NAMESPACE, Needs.SIGHT, this::load),
                Route.read(Endpoint.V1_NAMESPACE_EXISTS, Needs.SIGHT, this::exists),
                Route.mutation(Endpoint.V1_DELETE_NAMESPACE, Needs.DROP, this::drop),
                Route.mutation(Endpoint.V1_UPDATE_NAMESPACE, Needs.ALTER, this::update));
    }

    private Answer list(Call call) {
        Namespace parent =
                PathSegments.namespaceOfParameter(call.query().getOrDefault("parent", ""));
        return Answer.ok(namespaces.list(parent, call.page()));
    }

    private Answer create(Call call) {
        CreateNamespaceRequest request = call.body().as(CreateNamespaceRequest.class);
        request.validate();
        return Answer.ok(namespaces.create(request, call.mutation()));
    }

    private Answer load(Call call) {
        return Answer.ok(namespaces.load(call.namespace()));
    }

    private Answer exists(Call call) {
        namespaces.checkExists(call.namespace());
        return Answer.NO_CONTENT;
    }

    private Answer drop(Call call) {
        namespaces.drop(call.namespace(), call.mutation());
        return Answer.NO_CONTENT;
    }

    private Answer update(Call call) {
        UpdateNamespacePropertiesRequest request =
                call.body().as(UpdateNamespacePropertiesRequest.class);
        request.validate();
        return Answer.ok(namespaces.updateProperties(call.namespace(), request, call.mutation()));
    }
}
