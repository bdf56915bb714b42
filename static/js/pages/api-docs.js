/* Swagger UI on the page that describes the API. Without it the page links the description. */
/* global SwaggerUIBundle */
const place = document.querySelector("[data-api-schema]");

if (place && window.SwaggerUIBundle) {
  SwaggerUIBundle({
    url: place.dataset.apiSchema,
    domNode: place,
    presets: [SwaggerUIBundle.presets.apis],
    layout: "BaseLayout",
    deepLinking: true,
    docExpansion: "list",
    defaultModelsExpandDepth: 0,
    supportedSubmitMethods: ["get"],
    validatorUrl: null,
  });
}
