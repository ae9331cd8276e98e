'use strict';
// DynamoDB's commands with values of JavaScript in the place of attribute values, as @aws-sdk/lib-dynamodb documents them.
const { DynamoDBClient } = require('@aws-sdk/client-dynamodb');
const { marshall, unmarshall, NumberValueImpl } = require('@aws-sdk/util-dynamodb');

// What holds of the places that PATHS names: each member where a star stands.
function changed(value, [name, ...rest], change) {
  if (value === undefined) return undefined;
  if (name === undefined) return change(value);
  if (value === null || typeof value !== 'object') return value;
  const each = (item) => changed(item, rest, change);
  const callable = (item) => typeof item === 'function';
  if (name === '*' && Array.isArray(value)) return value.filter((item) => !callable(item)).map(each);
  const entries = Object.entries(value).filter(([, item]) => !callable(item));
  if (name !== '*') {
    return Object.fromEntries(entries.map(([key, item]) => [key, key === name ? each(item) : item]));
  }
  return Object.fromEntries(entries.map(([key, item]) => [key, each(item)]).filter(([, item]) => item !== undefined));
}

const at = (paths, value, change) => paths.reduce((made, path) => changed(made, path.split('.'), change), value);

const EXPECTED = ['Expected.*.Value', 'Expected.*.AttributeValueList.*', 'ExpressionAttributeValues.*'];
const CHANGED = ['Attributes.*', 'ItemCollectionMetrics.ItemCollectionKey.*'];
const READ = ['ExclusiveStartKey.*', 'ExpressionAttributeValues.*'];
const PAGE = ['Items.*.*', 'LastEvaluatedKey.*'];
const WRITES = ['PutRequest.Item.*', 'DeleteRequest.Key.*'];

function command(operation, inputs, outputs) {
  const Command = class {
    constructor(input) {
      this.input = input;
      this.operation = operation;
    }

    async exchange(call, { translateConfig: { marshallOptions, unmarshallOptions } = {} }) {
      const there = { convertTopLevelContainer: true, ...marshallOptions };
      const back = { convertWithoutMapWrapper: true, ...unmarshallOptions };
      const output = await call(at(inputs, this.input ?? {}, (value) => marshall(value, there)));
      return at(outputs, output, (value) => unmarshall(value, back));
    }
  };
  Object.defineProperty(Command, 'name', { value: operation.replace(/Items?$/, '') + 'Command' });
  return Command;
}

exports.NumberValue = NumberValueImpl;
exports.BatchExecuteStatementCommand = command('BatchExecuteStatement', ['Statements.*.Parameters.*'],
  ['Responses.*.Error.Item.*', 'Responses.*.Item.*']);
exports.BatchGetCommand = command('BatchGetItem', ['RequestItems.*.Keys.*.*'],
  ['Responses.*.*.*', 'UnprocessedKeys.*.Keys.*.*']);
exports.BatchWriteCommand = command('BatchWriteItem', WRITES.map((path) => 'RequestItems.*.*.' + path),
  [...WRITES.map((path) => 'UnprocessedItems.*.*.' + path), 'ItemCollectionMetrics.*.*.ItemCollectionKey.*']);
exports.DeleteCommand = command('DeleteItem', ['Key.*', ...EXPECTED], CHANGED);
exports.ExecuteStatementCommand = command('ExecuteStatement', ['Parameters.*'], PAGE);
exports.ExecuteTransactionCommand = command('ExecuteTransaction', ['TransactStatements.*.Parameters.*'],
  ['Responses.*.Item.*']);
exports.GetCommand = command('GetItem', ['Key.*'], ['Item.*']);
exports.PutCommand = command('PutItem', ['Item.*', ...EXPECTED], CHANGED);
exports.QueryCommand = command('Query',
  ['KeyConditions.*.AttributeValueList.*', 'QueryFilter.*.AttributeValueList.*', ...READ], PAGE);
exports.ScanCommand = command('Scan', ['ScanFilter.*.AttributeValueList.*', ...READ], PAGE);
exports.TransactGetCommand = command('TransactGetItems', ['TransactItems.*.Get.Key.*'], ['Responses.*.Item.*']);
exports.TransactWriteCommand = command('TransactWriteItems',
  ['ConditionCheck.Key', 'Put.Item', 'Delete.Key', 'Update.Key', 'ConditionCheck.ExpressionAttributeValues',
    'Put.ExpressionAttributeValues', 'Delete.ExpressionAttributeValues', 'Update.ExpressionAttributeValues']
    .map((path) => `TransactItems.*.${path}.*`),
  ['ItemCollectionMetrics.*.*.ItemCollectionKey.*']);
exports.UpdateCommand = command('UpdateItem', ['Key.*', 'AttributeUpdates.*.Value', ...EXPECTED], CHANGED);

class DynamoDBDocumentClient extends DynamoDBClient {
  constructor(client, translateConfig) {
    super();
    this.config = { ...client.config, translateConfig };
  }

  static from(client, translateConfig) {
    return new this(client, translateConfig);
  }
}

class DynamoDBDocument extends DynamoDBDocumentClient {}
for (const [name, Command] of Object.entries(exports).filter(([key]) => key.endsWith('Command'))) {
  const method = name[0].toLowerCase() + name.slice(1, -'Command'.length);
  DynamoDBDocument.prototype[method] = function answer(input, options, callback) {
    return this.send(new Command(input), options, callback);
  };
}

function paginator(Command) {
  return async function* pages({ client, pageSize, startingToken, stopOnSameToken }, input) {
    let token = startingToken;
    do {
      const page = await client.send(new Command({
        ...input, ExclusiveStartKey: token ?? input.ExclusiveStartKey, Limit: input.Limit ?? pageSize,
      }));
      yield page;
      const same = stopOnSameToken && JSON.stringify(token) === JSON.stringify(page.LastEvaluatedKey);
      token = same ? undefined : page.LastEvaluatedKey;
    } while (token);
  };
}

exports.DynamoDBDocumentClient = DynamoDBDocumentClient;
exports.DynamoDBDocument = DynamoDBDocument;
exports.paginateQuery = paginator(exports.QueryCommand);
exports.paginateScan = paginator(exports.ScanCommand);
