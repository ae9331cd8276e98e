// The pet store behind the API: GET /pets, GET /pets/{petId}, POST /pets, as API Gateway's Lambda proxy integration:
// payload format 1.0 of a REST API, 2.0 of an HTTP API.
const PETS = [
  { id: 1, type: 'dog', price: 249.99 },
  { id: 2, type: 'cat', price: 124.99 },
  { id: 3, type: 'fish', price: 0.99 },
]

const answer = (statusCode, body) => ({
  statusCode,
  headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' },
  body: JSON.stringify(body),
})

function create(event) {
  let pet
  try {
    pet = JSON.parse(event.isBase64Encoded ? Buffer.from(event.body, 'base64').toString() : event.body)
  } catch {
    return answer(400, { error: 'MalformedJson', message: 'The body is not JSON.' })
  }
  if (typeof pet?.type !== 'string' || !pet.type || !Number.isFinite(pet.price) || pet.price < 0) {
    return answer(400, { error: 'InvalidPet', message: 'A pet has a type and a price of zero or more.' })
  }
  return answer(200, { pet: { type: pet.type, price: pet.price }, message: 'success' })
}

export const handler = async (event) => {
  // Format 2.0 names the route; its path would have the stage in it.
  switch (event.version === '2.0' ? event.routeKey : `${event.httpMethod} ${event.resource}`) {
    case 'GET /pets': {
      const type = event.queryStringParameters?.type
      return answer(200, type ? PETS.filter((pet) => pet.type === type) : PETS)
    }
    case 'GET /pets/{petId}': {
      const pet = PETS.find(({ id }) => String(id) === event.pathParameters?.petId)
      return pet ? answer(200, pet) : answer(404, { error: 'NoSuchPet', message: 'There is no pet of this id.' })
    }
    case 'POST /pets':
      return create(event)
    default:
      return answer(405, { error: 'MethodNotAllowed', message: 'The pet store does not know this method.' })
  }
}
