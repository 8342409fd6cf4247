// The API's description, shown by Swagger UI. Its markup passes our sanitiser: what it assigns as HTML is text to the browser
// otherwise, because the page requires trusted types.
import DOMPurify from "/vendor/purify.es.mjs";

if (window.trustedTypes) {
  const policy = window.trustedTypes.createPolicy("swagger-ui", { createHTML: (html) => html });
  window.trustedTypes.createPolicy("default", {
    createHTML: (html) => DOMPurify.sanitize(html, { TRUSTED_TYPES_POLICY: policy }).toString(),
  });
}

function follow(dark) {
  document.documentElement.classList.toggle("dark-mode", dark.matches);
}

const dark = window.matchMedia("(prefers-color-scheme: dark)");
dark.addEventListener("change", follow);
follow(dark);

window.SwaggerUIBundle({
  url: "/api/openapi.json",
  dom_id: "#api",
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  validatorUrl: null,
});
