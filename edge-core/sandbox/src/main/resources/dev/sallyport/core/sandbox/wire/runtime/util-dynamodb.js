'use strict';
// Values of JavaScript as DynamoDB's attribute values and back, as @aws-sdk/util-dynamodb documents it: its options, its
// names, its messages.
const BINARY = new Set(['ArrayBuffer', 'Blob', 'Buffer', 'DataView', 'File', 'Int8Array', 'Uint8Array', 'Uint8ClampedArray',
  'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array', 'Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array']);
const UNDEFINED = 'Pass options.removeUndefinedValues=true to remove undefined values from map/array/set.';
const LARGEST = Number.MAX_SAFE_INTEGER;

class NumberValue {
  constructor(value) {
    this.value = String(typeof value === 'object' && 'N' in value ? value.N : value);
    const number = value.valueOf();
    if (typeof number === 'number' && !(Math.abs(number) <= LARGEST)) {
      throw new Error(`NumberValue should not be initialized with an imprecise number=${number}. Use a string instead.`);
    }
  }

  static from(value) {
    return new NumberValue(value);
  }

  toAttributeValue() {
    return { N: this.toString() };
  }

  toBigInt() {
    return BigInt(this.toString());
  }

  toString() {
    return String(this.value);
  }

  valueOf() {
    return this.toString();
  }
}

const kind = (value) => value?.constructor?.name;
const kept = (options) => (value) => typeof value !== 'function' && !(options?.removeUndefinedValues && value === undefined);

function numberText(number, options) {
  if (!Number.isFinite(Number(number))) throw new Error(`Special numeric value ${number} is not allowed`);
  if (!options?.allowImpreciseNumbers && Math.abs(Number(number)) > LARGEST) {
    throw new Error(`Number ${number} is ${number > 0 ? 'greater than Number.MAX' : 'lesser than Number.MIN'}_SAFE_INTEGER. `
      + 'Use NumberValue from @aws-sdk/lib-dynamodb.');
  }
  return number.toString();
}

function fromSet(set, options) {
  const members = [...set].filter((member) => !(options?.removeUndefinedValues && member === undefined));
  if (members.includes(undefined)) throw new Error(UNDEFINED);
  if (!members.length) {
    if (options?.convertEmptyValues) return { NULL: true };
    throw new Error('Pass a non-empty set, or options.convertEmptyValues=true.');
  }
  // The first member decides what the set is of.
  const [first] = members;
  if (first instanceof NumberValue || typeof first === 'bigint') return { NS: members.map((each) => each.toString()) };
  if (typeof first === 'number') return { NS: members.map((each) => numberText(each, options)) };
  if (typeof first === 'string') return { SS: members.map((each) => each.toString()) };
  if (BINARY.has(kind(first))) return { BS: members };
  throw new Error('Only Number Set (NS), Binary Set (BS) or String Set (SS) are allowed.');
}

function fromEntries(entries, options) {
  const map = {};
  for (const [key, value] of entries) {
    if (kept(options)(value)) map[key] = convertToAttr(value, options);
  }
  return { M: map };
}

// Inherited ones, too.
function* enumerable(object) {
  for (const key in object) yield [key, object[key]];
}

function convertToAttr(data, options) {
  if (data === undefined) throw new Error(UNDEFINED);
  if (data === null) return { NULL: true };
  if (Array.isArray(data)) {
    return { L: data.filter(kept(options)).map((item) => convertToAttr(item, options)) };
  }
  const name = kind(data);
  const type = typeof data;
  if (name === 'Set') return fromSet(data, options);
  if (name === 'Map') return fromEntries(data, options);
  if (name === 'Object' || (!data.constructor && type === 'object')) return fromEntries(enumerable(data), options);
  if (BINARY.has(name)) return data.length === 0 && options?.convertEmptyValues ? { NULL: true } : { B: data };
  if (type === 'boolean' || name === 'Boolean') return { BOOL: data.valueOf() };
  if (type === 'number' || name === 'Number') return { N: numberText(data, options) };
  if (data instanceof NumberValue) return data.toAttributeValue();
  if (type === 'bigint') return { N: data.toString() };
  if (type === 'string' || name === 'String') {
    return data.length === 0 && options?.convertEmptyValues ? { NULL: true } : { S: data.toString() };
  }
  if (options?.convertClassInstanceToMap && type === 'object') return fromEntries(enumerable(data), options);
  throw new Error(`Unsupported type passed: ${data}. Pass options.convertClassInstanceToMap=true to marshall typeof object as `
    + 'map attribute.');
}

function toNumber(text, options) {
  if (typeof options?.wrapNumbers === 'function') return options.wrapNumbers(text);
  if (options?.wrapNumbers) return NumberValue.from(text);
  const number = Number(text);
  if (!Number.isFinite(number) || Math.abs(number) <= LARGEST) return number;
  try {
    return BigInt(text);
  } catch {
    throw new Error(`${text} can't be converted to BigInt. Set options.wrapNumbers to get string value.`);
  }
}

function convertToNative(data, options) {
  const [type, value] = Object.entries(data).find(([, held]) => held !== undefined) ?? [];
  switch (type) {
    case undefined: throw new Error(`No value defined: ${JSON.stringify(data)}`);
    case 'NULL': return null;
    case 'BOOL': return Boolean(value);
    case 'N': return toNumber(value, options);
    case 'B': case 'S': return value;
    case 'L': return value.map((item) => convertToNative(item, options));
    case 'M': {
      const map = {};
      for (const [key, item] of Object.entries(value)) map[key] = convertToNative(item, options);
      return map;
    }
    case 'NS': return new Set(value.map((item) => toNumber(item, options)));
    case 'BS': case 'SS': return new Set(value);
    default: throw new Error(`Unsupported type passed: ${type}`);
  }
}

exports.NumberValueImpl = NumberValue;
exports.convertToAttr = convertToAttr;
exports.convertToNative = convertToNative;
exports.marshall = (data, options) => {
  const made = convertToAttr(data, options);
  return options?.convertTopLevelContainer ? made : made.M ?? made.L ?? made;
};
exports.unmarshall = (data, options) => convertToNative(options?.convertWithoutMapWrapper ? data : { M: data }, options);
