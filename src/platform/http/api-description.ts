/** The parts of an OpenAPI document that its page shows. */
export interface OpenApi {
  paths: Record<string, Record<string, unknown>>;
  components?: { schemas?: Record<string, unknown> };
}

interface Operation {
  summary?: string;
  description?: string;
  tags?: string[];
  parameters?: { name: string; in: string; required?: boolean; description?: string; schema?: Schema }[];
  requestBody?: { content?: Record<string, { schema?: Schema }> };
  responses?: Record<string, { description?: string }>;
}

interface Schema {
  $ref?: string;
  type?: string;
  format?: string;
  description?: string;
  enum?: unknown[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
}

export interface ApiField {
  name: string;
  where: 'address' | 'query' | 'header' | 'body';
  type: string;
  required: boolean;
  description: string;
}

export interface ApiOperation {
  id: string;
  method: string;
  path: string;
  summary: string;
  description: string;
  fields: ApiField[];
  answers: { status: string; description: string }[];
}

export interface ApiGroup {
  title: string;
  operations: ApiOperation[];
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
const WHERE: Readonly<Record<string, ApiField['where']>> = {
  path: 'address',
  query: 'query',
  header: 'header',
};

/** The document as its page reads: by tag in the order in which tags first appear, each operation with what it takes. */
export function describeApi(document: OpenApi): ApiGroup[] {
  const groups = new Map<string, ApiOperation[]>();
  for (const [path, methods] of Object.entries(document.paths))
    for (const [method, found] of Object.entries(methods)) {
      if (!METHODS.includes(method)) continue;
      const operation = found as Operation;
      const title = operation.tags?.[0] ?? 'other';
      groups.set(title, [...(groups.get(title) ?? []), described(path, method, operation, document)]);
    }
  return [...groups].map(([title, operations]) => ({
    title: title.charAt(0).toUpperCase() + title.slice(1),
    operations,
  }));
}

function described(path: string, method: string, operation: Operation, document: OpenApi): ApiOperation {
  return {
    id: `${method}${path.replace(/[^a-z0-9]+/gi, '-')}`,
    method: method.toUpperCase(),
    path,
    summary: operation.summary ?? '',
    description: operation.description ?? '',
    fields: [
      ...(operation.parameters ?? []).map((parameter) => ({
        name: parameter.name,
        where: WHERE[parameter.in] ?? 'header',
        type: typeOf(parameter.schema ?? {}),
        required: parameter.required === true,
        description: parameter.description ?? '',
      })),
      ...bodyFields(operation, document),
    ],
    answers: Object.entries(operation.responses ?? {}).map(([status, answer]) => ({
      status,
      description: answer.description ?? '',
    })),
  };
}

function bodyFields(operation: Operation, document: OpenApi): ApiField[] {
  const schema = resolved(operation.requestBody?.content?.['application/json']?.schema ?? {}, document);
  return Object.entries(schema.properties ?? {}).map(([name, property]) => ({
    name,
    where: 'body',
    type: typeOf(property),
    required: schema.required?.includes(name) === true,
    description: property.description ?? '',
  }));
}

function resolved(schema: Schema, document: OpenApi): Schema {
  const name = schema.$ref?.split('/').at(-1);
  return name === undefined ? schema : (document.components?.schemas?.[name] ?? {});
}

/** A type in words a reader can check a request against. */
function typeOf(schema: Schema): string {
  if (schema.enum) return schema.enum.map(String).join(' | ');
  if (schema.items) return `list of ${typeOf(schema.items)}`;
  if (schema.$ref) return schema.$ref.split('/').at(-1) ?? 'object';
  return schema.format ?? schema.type ?? 'text';
}
