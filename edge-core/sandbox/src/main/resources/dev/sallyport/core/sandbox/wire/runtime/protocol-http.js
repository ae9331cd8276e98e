'use strict';
// Requests and responses in the form that clients and signers hand on, as @smithy/protocol-http has them.
class HttpRequest {
  constructor({ method, hostname, port, query, headers, body, protocol, path, username, password, fragment } = {}) {
    Object.assign(this, {
      method: method || 'GET', hostname: hostname || 'localhost', port, query: query || {}, headers: headers || {}, body,
      protocol: protocol ? protocol.replace(/:?$/, ':') : 'https:', path: path ? path.replace(/^\/?/, '/') : '/',
      username, password, fragment,
    });
  }

  static clone(request) {
    const query = Object.entries(request.query ?? {}).map(([key, value]) => [key, Array.isArray(value) ? [...value] : value]);
    return new HttpRequest({ ...request, headers: { ...request.headers }, query: Object.fromEntries(query) });
  }

  static isInstance(request) {
    return Boolean(request) && ['method', 'protocol', 'hostname', 'path'].every((name) => name in request)
      && typeof request.query === 'object' && typeof request.headers === 'object';
  }

  clone() {
    return HttpRequest.clone(this);
  }
}

class HttpResponse {
  constructor({ statusCode, reason, headers, body }) {
    Object.assign(this, { statusCode, reason, headers: headers || {}, body });
  }

  static isInstance(response) {
    return Boolean(response) && typeof response.statusCode === 'number' && typeof response.headers === 'object';
  }
}

exports.HttpRequest = HttpRequest;
exports.HttpResponse = HttpResponse;
