'use strict';
// The hash that signers are given, keyed or not, as @aws-crypto/sha256-js has it: by Node's own.
const crypto = require('node:crypto');

class Sha256 {
  constructor(secret) {
    this.secret = secret;
    this.reset();
  }

  reset() {
    this.made = this.secret ? crypto.createHmac('sha256', this.secret) : crypto.createHash('sha256');
  }

  update(data) {
    this.made.update(typeof data === 'string' || ArrayBuffer.isView(data) ? data : new Uint8Array(data));
  }

  digestSync() {
    return new Uint8Array(this.made.digest());
  }

  async digest() {
    return this.digestSync();
  }
}

exports.Sha256 = Sha256;
