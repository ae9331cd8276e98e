// The books, over the API of the same address. Whatever a book says is put in as text, never as markup.
const $ = (id) => document.getElementById(id)
const filter = $('filter')
const edit = $('edit')

let author = ''
let next = ''
let editing

/** Lower-case hexadecimal SHA-256, which CloudFront needs of every body where it signs for the function URL itself. */
async function sha256(text) {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

async function call(method, path, book) {
  const headers = {}
  const body = book && JSON.stringify(book)
  if (body) {
    headers['Content-Type'] = 'application/json'
    headers['x-amz-content-sha256'] = await sha256(body)
  }
  const response = await fetch(path, { method, headers, body })
  const json = (response.headers.get('content-type') ?? '').startsWith('application/json')
  const answer = json ? await response.json() : undefined
  if (!response.ok || !json) {
    throw new Error(answer?.message ?? answer?.Message ?? `The server answered ${response.status}.`)
  }
  return { answer, link: response.headers.get('link') ?? '' }
}

/** Runs one step; what goes wrong is shown, and nothing else is started meanwhile. */
async function step(doing, work) {
  const buttons = [...document.querySelectorAll('button')].filter((button) => !button.disabled)
  buttons.forEach((button) => (button.disabled = true))
  $('error').hidden = true
  $('status').textContent = doing
  try {
    $('status').textContent = await work()
  } catch (e) {
    $('status').textContent = ''
    $('error').textContent = e.message
    $('error').hidden = false
  } finally {
    buttons.forEach((button) => (button.disabled = false))
  }
}

function button(text, label, style, action) {
  const made = document.createElement('button')
  made.type = 'button'
  made.textContent = text
  made.className = style
  made.setAttribute('aria-label', label)
  made.addEventListener('click', action)
  return made
}

function row(book) {
  const name = book.name ?? book.title ?? ''
  const tr = document.createElement('tr')
  for (const text of [name, book.author, book.releaseDate?.slice(0, 10) ?? book.year ?? '']) {
    tr.insertCell().textContent = text
  }
  tr.insertCell().append(
    button('Edit', `Edit ${name}`, 'quiet', () => start(book)),
    button('Delete', `Delete ${name}`, 'danger', () => remove(book, name)),
  )
  return tr
}

async function load(path) {
  const { answer, link } = await call('GET', path)
  $('books').append(...answer.map(row))
  next = /<(\/getBooks\?[^>]*)>;\s*rel="next"/.exec(link)?.[1] ?? ''
  $('more').hidden = !next
  const count = $('books').rows.length
  if (count === 0) return 'There are no books to show.'
  return `${count} ${count === 1 ? 'book' : 'books'}${next ? ' so far' : ''}.`
}

function list() {
  $('shown').textContent = author ? `Books by ${author}` : 'All books'
  $('books').replaceChildren()
  return load(author ? `/getBooks?${new URLSearchParams({ author })}` : '/getBooks')
}

/** The edit form for this book; for a new one without. */
function start(book) {
  editing = book
  $('edit-title').textContent = book ? 'Edit the book' : 'Add a book'
  $('save').textContent = book ? 'Save' : 'Add'
  $('cancel').hidden = !book
  edit.elements.name.value = book?.name ?? book?.title ?? ''
  edit.elements.author.value = book?.author ?? ''
  edit.elements.releaseDate.value = book?.releaseDate?.slice(0, 10) ?? ''
  if (book) edit.elements.name.focus()
}

function remove(book, name) {
  if (!confirm(`Delete ${name}?`)) return
  step('Deleting …', async () => {
    await call('DELETE', `/deleteBook/${encodeURIComponent(book.id)}`)
    if (editing?.id === book.id) start()
    return list()
  })
}

filter.addEventListener('submit', (event) => {
  event.preventDefault()
  author = filter.elements.author.value.trim()
  step('Loading …', list)
})
filter.addEventListener('reset', () => {
  author = ''
  step('Loading …', list)
})
edit.addEventListener('submit', (event) => {
  event.preventDefault()
  const { name, author: by, releaseDate } = Object.fromEntries(new FormData(edit))
  const changed = editing
  const book = { [changed && !changed.name ? 'title' : 'name']: name, author: by }
  if (releaseDate) book.releaseDate = releaseDate
  else if (changed?.releaseDate) book.releaseDate = null
  step('Saving …', async () => {
    if (changed) await call('PUT', `/updateBook/${encodeURIComponent(changed.id)}`, book)
    else await call('POST', '/createBook', book)
    start()
    return list()
  })
})
// The form is cleared by the browser after this event, and then set for a new book.
edit.addEventListener('reset', () => setTimeout(start))
$('more').addEventListener('click', () => step('Loading …', () => load(next)))

step('Loading …', list)
