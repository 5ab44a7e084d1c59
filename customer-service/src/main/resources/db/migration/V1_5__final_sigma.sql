-- A final sigma is found by a sigma: their codes in domain/SearchText.
UPDATE customer_text SET search = replace(search, 'ZABNM', 'ZABNN') WHERE search LIKE '%ZABNM%';
